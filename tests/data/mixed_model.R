# What lme4, lmerTest and pbkrtest make of partially nested data sets, as CSV.
#
#   Rscript mixed_model.R data.csv
suppressMessages({library(lmerTest); library(pbkrtest)})
cat(sprintf("# R %s, lme4 %s, lmerTest %s, pbkrtest %s\n", getRversion(), packageVersion("lme4"),
            packageVersion("lmerTest"), packageVersion("pbkrtest")))
cat("data_set,estimate,error,freedom,criterion,between,within,careful_error,careful_freedom\n")
women <- read.csv(commandArgs(TRUE)[1])
exactly <- lmerControl(optimizer = "bobyqa", optCtrl = list(rhoend = 1e-10),
                       check.nobs.vs.nlev = "ignore", check.nobs.vs.nRE = "ignore")
for (d in split(women, women$data_set)) {
  # A treated woman in none is a cluster by herself; women of the comparison arm have none.
  own <- ifelse(is.na(d$cluster), -seq_len(nrow(d)), d$cluster)
  d$cluster <- factor(ifelse(d$treated == 1, own, 0))
  model <- suppressMessages(suppressWarnings(
    lmer(outcome ~ treated + baseline + (0 + treated | cluster), data = d, control = exactly)))
  plain <- coef(summary(model))["treated", ]
  careful <- coef(summary(model, ddf = "Kenward-Roger"))["treated", ]
  variances <- as.data.frame(VarCorr(model))$vcov
  cat(paste(c(d$data_set[1], sprintf("%.12g", c(plain[1:3], REMLcrit(model), variances, careful[2:3]))),
            collapse = ","), "\n", sep = "")
}
