# The shared pathway in plain R: an event list, women as rows of vectors, and R's own random numbers. No package needed.
# answer.R beside this file runs it.
#
#   Rscript answer.R in_r.R < numbers
#
# It follows README.md, in its words: weeks of her own end one by one, and groups meet as groups. Its author had read the
# Python peers, so it is a separate program but not a blind one.

DAY <- 10
WEEK <- 7 * DAY
LEFT <- 0; MET <- 2; JOINED <- 4; PLACED <- 5; BOOKED <- 6; SESSION <- 7

# Kinds of event. A group's and a clinic's results are known at the session: nothing can come between.
OUTREACH <- 1; GROUP <- 2; PLACES <- 3; SLOTS <- 4; COURSES <- 5; HER_WEEK <- 6; APPOINTMENT <- 7

chance <- function(many, probability) runif(many) < probability

replicate_once <- function(p, seed) {
  set.seed(seed)
  tally <- c(
    began_stabilisation = 0, began_therapy = 0, completed = 0, contacts = 0, days_waited_screening = 0,
    days_waited_stabilisation = 0, days_waited_therapy = 0, group_attendances = 0, group_sessions = 0, joined = 0,
    left = 0, moved_on = 0, offered_readiness = 0, offered_screening = 0, offered_stabilisation = 0,
    offered_therapy = 0, ready = 0, referred = 0, screened = 0, slots_used = 0, stabilisation_attendances = 0,
    stabilisation_sessions = 0, therapy_missed = 0, therapy_sessions = 0
  )
  add <- function(name, many = 1) tally[[name]] <<- tally[[name]] + many

  # The event list: the earliest is found by looking at all, which for some dozens is quick.
  due <- kind <- whose <- numeric(0)
  schedule <- function(moment, what, woman = 0) {
    place <- match(Inf, due, nomatch = length(due) + 1)
    due[place] <<- moment; kind[place] <<- what; whose[place] <<- woman
  }

  # Women, in the order in which they were met: where each is, since when she waits, and what she has attended.
  place <- character(0)
  since <- queued <- attended <- course <- numeric(0)
  waiting <- function(where) { # in order of the day of joining the queue, then of being met
    them <- which(place %in% where)
    them[order(queued[them], them)]
  }
  end <- function(women, ending) {
    place[women] <<- "gone"
    add(ending, length(women))
  }
  waits_end <- function(women, step, today) {
    add(paste0("offered_", step), length(women))
    add(paste0("days_waited_", step), sum(today - since[women]))
  }

  outreach <- function(today) {
    met <- rpois(1, p$contacts_a_day)
    add("contacts", met)
    joining <- sum(chance(met, p$accepts) & chance(met, p$eligible) & chance(met, p$able_to_consent))
    add("joined", joining)
    for (woman in length(place) + seq_len(joining)) {
      place[woman] <<- "group"
      attended[woman] <<- 0
      since[woman] <<- queued[woman] <<- course[woman] <<- NA
      schedule((today + 7) * DAY + LEFT, HER_WEEK, woman)
    }
  }

  group_meets <- function(today) {
    members <- which(place == "group")
    if (length(members) == 0) return()
    add("group_sessions")
    came <- members[chance(length(members), p$attends_group)]
    add("group_attendances", length(came))
    attended[came] <<- attended[came] + 1
    for (woman in came[attended[came] >= p$sessions_to_attend]) {
      add("referred")
      place[woman] <<- "referred"
      since[woman] <<- today
      schedule((today + p$delay_days) * DAY + JOINED, APPOINTMENT, woman)
    }
  }

  her_week_ends <- function(moment, woman) {
    if (place[woman] == "gone") return()
    hazard <- switch(place[woman], group = p$leaves_group, stabilisation = p$leaves_stabilisation, 0)
    if (hazard > 0 && chance(1, hazard)) end(woman, "left") else schedule(moment + WEEK, HER_WEEK, woman)
  }

  # Stabilisation groups are numbered; one is under way while it has members, or is in its first week.
  groups_begun <- 0
  groups_today <- 0
  room_asked <- Inf # the day since which a group waits for room

  give_places <- function(today) {
    for_group <- waiting("for group")
    for_therapy <- waiting("for therapy")
    if (length(for_group) >= p$group_from) room_asked <<- min(room_asked, today)
    groups_today <<- length(unique(course[place == "stabilisation"]))
    room <- p$courses - groups_today - sum(place == "therapy")
    line <- c(if (is.finite(room_asked)) 0, for_therapy) # 0 stands for a group
    day_of <- c(if (is.finite(room_asked)) room_asked, queued[for_therapy])
    line <- line[order(day_of, line)]
    for (first in line[seq_len(min(room, length(line)))]) {
      if (first == 0) {
        women <- for_group[seq_len(min(p$group_to, length(for_group)))]
        groups_begun <<- groups_begun + 1
        groups_today <<- groups_today + 1
        room_asked <<- Inf
        begin(women, "stabilisation", today)
        course[women] <<- groups_begun
      } else {
        begin(first, "therapy", today)
      }
    }
  }

  begin <- function(women, step, today) {
    waits_end(women, step, today)
    comes <- chance(length(women), p$takes_up)
    end(women[!comes], "left")
    add(paste0("began_", step), sum(comes))
    place[women[comes]] <<- step
    attended[women[comes]] <<- 0
  }

  give_slots <- function(today) {
    taken <- groups_today + sum(place == "therapy")
    queue <- waiting(c("for screening", "for readiness"))
    seen <- queue[seq_len(max(0, min(p$slots - taken, length(queue))))]
    add("stabilisation_sessions", groups_today)
    add("slots_used", taken + length(seen))
    for (woman in seen) if (place[woman] == "for screening") screen(woman, today) else judge(woman, today)
  }

  screen <- function(woman, today) {
    waits_end(woman, "screening", today)
    if (!chance(1, p$takes_up) || !chance(1, p$keeps_appointment)) return(end(woman, "left"))
    add("screened")
    if (!chance(1, p$symptoms)) return(end(woman, "moved_on"))
    place[woman] <<- "for group"
    since[woman] <<- queued[woman] <<- today
  }

  judge <- function(woman, today) {
    add("offered_readiness")
    if (!chance(1, p$keeps_appointment)) return(end(woman, "left"))
    if (!chance(1, p$ready)) return(end(woman, "moved_on"))
    add("ready")
    place[woman] <<- "for therapy"
    since[woman] <<- queued[woman] <<- today
  }

  courses_meet <- function(today) {
    members <- which(place == "stabilisation")
    add("stabilisation_attendances", sum(chance(length(members), p$attends_stabilisation)))
    attended[members] <<- attended[members] + 1 # sessions of her group, whether she came or not
    for (woman in members[attended[members] == p$stabilisation_sessions]) {
      place[woman] <<- "to be judged"
      schedule((today + 1) * DAY + JOINED, APPOINTMENT, woman)
    }
    women <- which(place == "therapy")
    came <- chance(length(women), p$attends_therapy)
    add("therapy_sessions", sum(came))
    add("therapy_missed", sum(!came))
    attended[women] <<- attended[women] + came
    done <- attended[women] >= p$therapy_sessions
    end(women[done], "completed")
    end(women[!done][chance(sum(!done), p$leaves_therapy)], "left")
  }

  schedule(MET, OUTREACH)
  schedule(p$group_day * DAY + SESSION, GROUP)
  schedule(p$clinic_day * DAY + PLACED, PLACES)
  schedule(p$clinic_day * DAY + BOOKED, SLOTS)
  schedule(p$clinic_day * DAY + SESSION, COURSES)
  every <- c(DAY, WEEK, WEEK, WEEK, WEEK)
  repeat {
    first <- which.min(due)
    moment <- due[first]
    if (moment >= p$weeks * WEEK) break
    what <- kind[first]
    woman <- whose[first]
    if (what <= COURSES) due[first] <- moment + every[what] else due[first] <- Inf
    today <- moment %/% DAY
    switch(what,
      outreach(today),
      group_meets(today),
      give_places(today),
      give_slots(today),
      courses_meet(today),
      her_week_ends(moment, woman),
      {
        place[woman] <- if (place[woman] == "referred") "for screening" else "for readiness"
        queued[woman] <- today
      }
    )
  }
  tally
}
