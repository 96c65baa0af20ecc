# Reads a program for simmer without running it, and prints every call that does not fit the usage lines of simmer's help
# pages (versions 4.4.6.4 and 4.4.7): a verb they do not have, an argument they do not name, or more arguments than they take.
#
#   Rscript simmer_calls.R in_simmer.R

activity <- function(...) c(".trj", ..., "tag")
USAGE <- list(
  add_dataframe = c(
    ".env", "name_prefix", "trajectory", "data", "mon", "batch", "col_time", "time", "col_attributes",
    "col_priority", "col_preemptible", "col_restart"
  ),
  add_generator = c(
    ".env", "name_prefix", "trajectory", "distribution", "mon", "priority", "preemptible", "restart"
  ),
  add_global = c(".env", "key", "value"),
  add_resource = c(
    ".env", "name", "capacity", "queue_size", "mon", "preemptive", "preempt_order", "queue_size_strict",
    "queue_priority"
  ),
  at = "...",
  get_attribute = c(".env", "keys"),
  get_global = c(".env", "keys"),
  get_queue_count = c(".env", "resources"),
  get_server_count = c(".env", "resources"),
  leave = activity("prob", "out", "keep_seized"),
  now = ".env",
  release = activity("resource", "amount"),
  renege_abort = activity(),
  renege_in = activity("t", "out", "keep_seized"),
  rollback = activity("target", "times", "check"),
  run = c(".env", "until", "progress", "steps"),
  seize = activity("resource", "amount", "continue", "post.seize", "reject"),
  set_attribute = activity("keys", "values", "mod", "init"),
  set_capacity = activity("resource", "value", "mod"),
  set_global = activity("keys", "values", "mod", "init"),
  set_prioritization = activity("values", "mod"),
  simmer = c("name", "verbose", "mon", "log_level"),
  timeout = activity("task"),
  trajectory = c("name", "verbose")
)

program <- parse(commandArgs(trailingOnly = TRUE)[1], keep.source = FALSE)

defined <- function(part) { # names that the program gives to functions, and of functions' own arguments
  if (!is.call(part) && !is.pairlist(part) && !is.expression(part)) return(character(0))
  gives <- is.call(part) && identical(part[[1]], as.name("<-")) && is.name(part[[2]])
  takes <- is.call(part) && identical(part[[1]], as.name("function"))
  c(if (gives) as.character(part[[2]]), if (takes) names(part[[2]]), unlist(lapply(children(part), defined)))
}
children <- function(part) Filter(function(child) !identical(child, quote(expr = )) && !is.name(child), as.list(part))
known <- c(defined(program), ls(baseenv(), all.names = TRUE), ls("package:stats"), "%>%")

complain <- function(call, reason) cat(reason, ": ", paste(deparse(call, width.cutoff = 80)[1], collapse = ""), "\n", sep = "")

check <- function(part, piped = 0) {
  if (is.call(part) && identical(part[[1]], as.name("%>%"))) {
    check(part[[2]])
    return(check(part[[3]], piped = 1))
  }
  if (is.call(part) && is.name(part[[1]])) {
    verb <- as.character(part[[1]])
    takes <- USAGE[[verb]]
    given <- Filter(function(name) name != "...", names(part)[-1])
    named <- given[given != ""]
    handed_on <- sum(vapply(as.list(part)[-1], identical, NA, as.name("...")))
    unnamed <- length(part) - 1 - length(named) - handed_on + piped
    if (is.null(takes)) {
      if (!verb %in% known) complain(part, "no such verb")
    } else if (length(setdiff(named, takes)) > 0) {
      complain(part, paste("no argument", setdiff(named, takes)))
    } else if (!"..." %in% takes && unnamed > length(setdiff(takes, c(named, "tag")))) {
      complain(part, "too many arguments")
    }
  }
  if (is.call(part) || is.pairlist(part) || is.expression(part)) for (child in children(part)) check(child)
}
check(program)
