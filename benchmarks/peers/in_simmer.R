# The shared pathway in simmer (4.4.6 or later): every woman follows one trajectory, what is scarce is a resource, and her
# waiting list is that resource's queue. answer.R beside this file runs it.
#
#   Rscript answer.R in_simmer.R < numbers
#
# Written from simmer's documentation, and never yet run with simmer: see README.md for what was shown. Facts of simmer
# that are not plain from a verb's name are noted with the help page or vignette that says so.

suppressPackageStartupMessages(library(simmer))

# Time runs in ticks, ten to a day. simmer runs each activity as an event of its own, so arrivals of the same moment can
# come between each other's activities (vignette simmer-02-jss, "The simultaneity problem"). Nothing here depends on
# their order: whatever others look at has settled at an earlier moment, which is what the three between 4 and 6 are for.
DAY <- 10
WEEK <- 7 * DAY
LEFT <- 0; MET <- 2; JOINED <- 4; ASKED <- 4.5; PLACED <- 5; SHUT <- 5.25; AGREED <- 5.5; BOOKED <- 6; SESSION <- 7
OUTCOME <- 8

COUNTS <- c(
  "began_stabilisation", "began_therapy", "completed", "contacts", "days_waited_screening",
  "days_waited_stabilisation", "days_waited_therapy", "group_attendances", "group_sessions", "joined", "left",
  "moved_on", "offered_readiness", "offered_screening", "offered_stabilisation", "offered_therapy", "ready",
  "referred", "screened", "slots_used", "stabilisation_attendances", "stabilisation_sessions", "therapy_missed",
  "therapy_sessions"
)

# Priorities are whole numbers and the highest is served first (?add_generator); a resource's queue keeps to them.
FIRST <- 1e9
A_DAY_LATER <- 1e5 # more than the women whom a run can meet

chance <- function(probability) runif(1) < probability

replicate_once <- function(p, seed) {
  set.seed(seed)
  env <- simmer()

  today <- function() now(env) %/% DAY
  own <- function(key) get_attribute(env, key)
  until <- function(weekday, moment) { # the next such moment of a week
    function() {
      wait <- (weekday * DAY + moment - now(env)) %% WEEK
      if (wait > 0) wait else WEEK
    }
  }
  in_the_morning <- function(days) function() (today() + days) * DAY + JOINED - now(env)
  attended_fewer <- function(sessions) function() own("attended") < sessions
  # Until the end of the week of her own in which she leaves; beyond the run's end if she never does.
  weeks_of_her_own <- function(hazard) {
    function() {
      stays <- if (hazard > 0) rgeom(1, hazard) else p$weeks
      (own("joined") * DAY + LEFT - now(env)) %% WEEK + WEEK * stays
    }
  }
  members <- function() paste("members of group", own("group")) # the name of a global attribute

  # Activities that are used more than once. Counts are global attributes.
  count <- function(.trj, key, many = 1, ...) set_global(.trj, key, many, mod = "+", ...)
  ends <- function(ending) trajectory() %>% count(ending)
  # leave() keeps what was seized unless told otherwise (?renege).
  unless <- function(.trj, probability, ending = NULL) {
    out <- if (!is.null(ending)) ends(ending)
    leave(.trj, function() !chance(probability), out = out, keep_seized = FALSE)
  }
  # First come, first served: by day, then by who was met first. No resource is preemptive, so the second and third
  # values mean nothing; the second may not be less than the first (?add_generator).
  queues_for <- function(.trj, resource) {
    in_line <- function() {
      place <- FIRST - A_DAY_LATER * today() - own("number")
      c(place, place, 0)
    }
    .trj %>% set_prioritization(in_line) %>% seize(resource)
  }
  waited_for <- function(.trj, step) {
    .trj %>%
      count(paste0("offered_", step)) %>%
      count(paste0("days_waited_", step), function() today() - own("since"))
  }
  comes <- function(.trj, key, probability) {
    .trj %>%
      set_attribute("came", function() as.numeric(chance(probability))) %>%
      set_attribute("attended", function() own("came"), mod = "+") %>%
      count(key, function() own("came"))
  }

  woman <- trajectory("a woman") %>%
    # Contact.
    count("contacts") %>%
    unless(p$accepts) %>%
    unless(p$eligible) %>%
    unless(p$able_to_consent) %>%
    timeout(JOINED - MET) %>%
    count("joined") %>%
    set_attribute("joined", today) %>%
    # The drug group. Who reneges lets go of what she had seized (?renege), so she is no longer of the group.
    seize("drug group") %>%
    set_attribute("attended", 0) %>%
    renege_in(weeks_of_her_own(p$leaves_group), out = ends("left")) %>%
    timeout(until(p$group_day, SESSION), tag = "drug group session") %>%
    comes("group_attendances", p$attends_group) %>%
    rollback("drug group session", check = attended_fewer(p$sessions_to_attend)) %>%
    renege_abort() %>%
    release("drug group") %>%
    count("referred") %>%
    # PTSD screening. She has her slot until the clinic has no more to give, so nobody else can use it.
    set_attribute("since", today) %>%
    timeout(in_the_morning(p$delay_days)) %>%
    queues_for("slot") %>%
    count("slots_used") %>%
    waited_for("screening") %>%
    timeout(OUTCOME - BOOKED) %>%
    unless(p$takes_up, "left") %>%
    unless(p$keeps_appointment, "left") %>%
    count("screened") %>%
    unless(p$symptoms, "moved_on") %>%
    release("slot") %>%
    # Stabilisation.
    set_attribute("since", today) %>%
    queues_for("place in a group") %>%
    waited_for("stabilisation") %>%
    timeout(AGREED - PLACED) %>%
    unless(p$takes_up, "left") %>%
    release("place in a group") %>%
    count("began_stabilisation") %>%
    set_attribute(c("group", "attended"), function() c(get_global(env, "groups"), 0)) %>%
    set_global(members, 1, mod = "+") %>%
    renege_in(
      weeks_of_her_own(p$leaves_stabilisation),
      out = trajectory() %>% set_global(members, -1, mod = "+") %>% count("left")
    ) %>%
    timeout(until(p$clinic_day, SESSION), tag = "stabilisation session") %>%
    count("stabilisation_attendances", function() as.numeric(chance(p$attends_stabilisation))) %>%
    set_attribute("attended", 1, mod = "+") %>% # sessions of her group, whether she came or not
    rollback("stabilisation session", check = attended_fewer(p$stabilisation_sessions)) %>%
    renege_abort() %>%
    set_global(members, -1, mod = "+") %>%
    # Readiness.
    timeout(in_the_morning(1)) %>%
    queues_for("slot") %>%
    count("slots_used") %>%
    count("offered_readiness") %>%
    timeout(OUTCOME - BOOKED) %>%
    unless(p$keeps_appointment, "left") %>%
    unless(p$ready, "moved_on") %>%
    count("ready") %>%
    release("slot") %>%
    # Therapy.
    set_attribute("since", today) %>%
    queues_for("course") %>%
    waited_for("therapy") %>%
    timeout(AGREED - PLACED) %>%
    unless(p$takes_up, "left") %>%
    count("began_therapy") %>%
    set_attribute("attended", 0) %>%
    timeout(until(p$clinic_day, SESSION), tag = "therapy session") %>%
    comes("therapy_sessions", p$attends_therapy) %>%
    count("therapy_missed", function() 1 - own("came")) %>%
    timeout(OUTCOME - SESSION) %>%
    leave(
      function() own("attended") < p$therapy_sessions && chance(p$leaves_therapy),
      out = ends("left"), keep_seized = FALSE
    ) %>%
    rollback("therapy session", check = attended_fewer(p$therapy_sessions)) %>%
    release("course") %>%
    count("completed")

  drug_group <- trajectory("the drug group meets") %>%
    count("group_sessions", function() as.numeric(get_server_count(env, "drug group") > 0))

  # A group asks for a course as women do, one group at a time, and stands before women of its day. It opens its places
  # when it has its course, and gives the course back before the first clinic at which it has no members.
  group <- trajectory("a stabilisation group") %>%
    leave(function() get_global(env, "asking") > 0 || get_queue_count(env, "place in a group") < p$group_from) %>%
    count("asking") %>%
    set_attribute("number", 0) %>%
    queues_for("course") %>%
    count("asking", -1) %>%
    count("groups") %>%
    set_attribute("group", function() get_global(env, "groups")) %>%
    set_global(members, 0) %>%
    set_capacity("place in a group", function() min(p$group_to, get_queue_count(env, "place in a group"))) %>%
    timeout(SHUT - PLACED) %>%
    set_capacity("place in a group", 0) %>%
    count("stabilisation_sessions", tag = "a week of the group") %>%
    timeout(until(p$clinic_day, ASKED)) %>%
    rollback("a week of the group", check = function() get_global(env, members()) > 0) %>%
    release("course")

  # Once a week there is room for courses, and then there are the slots that courses leave. Less capacity sends nobody
  # away from a resource that is not preemptive (?add_resource); what is released while there is none goes to nobody.
  clinic <- trajectory("a clinic day") %>%
    set_capacity("course", p$courses) %>%
    timeout(SHUT - PLACED) %>%
    set_capacity("course", 0) %>%
    timeout(BOOKED - SHUT) %>%
    count("slots_used", function() get_server_count(env, "course")) %>%
    set_capacity("slot", function() max(0, p$slots - get_server_count(env, "course"))) %>%
    timeout(SESSION - BOOKED) %>%
    set_capacity("slot", 0)

  met <- rpois(7 * p$weeks, p$contacts_a_day)
  contacts <- data.frame(time = rep(seq_along(met) - 1, met) * DAY + MET, number = seq_len(sum(met)))
  weekly <- function(weekday, moment) at(weekday * DAY + moment + WEEK * (seq_len(p$weeks) - 1))

  for (key in c(COUNTS, "asking", "groups")) env %>% add_global(key, 0)
  for (scarce in c("slot", "place in a group", "course")) env %>% add_resource(scarce, capacity = 0, mon = FALSE)
  env %>%
    add_resource("drug group", capacity = Inf, mon = FALSE) %>%
    # A data frame's further columns become attributes, here her number (?add_dataframe).
    add_dataframe("woman", woman, contacts, mon = 0, time = "absolute") %>%
    add_generator("drug group meeting", drug_group, weekly(p$group_day, PLACED), mon = 0) %>%
    add_generator("stabilisation group", group, weekly(p$clinic_day, ASKED), mon = 0) %>%
    add_generator("clinic", clinic, weekly(p$clinic_day, PLACED), mon = 0) %>%
    # Nothing happens in the last tick of a day, so it does not matter whether the last moment is still run.
    run(until = p$weeks * WEEK - 1)
  get_global(env, COUNTS)
}
