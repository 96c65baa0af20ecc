# Asks a program of this folder for replications of the shared pathway: its replicate_once(pathway, seed) returns the
# counts in alphabetical order.
#
#   Rscript answer.R in_r.R < numbers
#
# Standard input has a line "name value" for each number of the pathway, the line "go", and then a seed a line. For each
# seed one replication is run, and one line is printed: the counts, then the CPU seconds they took.

source(commandArgs(trailingOnly = TRUE)[1])

input <- file("stdin", "r")
p <- list()
while ((line <- readLines(input, 1)) != "go") {
  parts <- strsplit(line, " ", fixed = TRUE)[[1]]
  p[[parts[1]]] <- as.numeric(parts[2])
}
while (length(line <- readLines(input, 1)) > 0) {
  started <- sum(proc.time()[c("user.self", "sys.self")])
  counts <- replicate_once(p, as.integer(line))
  cat(counts, sum(proc.time()[c("user.self", "sys.self")]) - started, sep = " ")
  cat("\n")
  flush(stdout())
}
