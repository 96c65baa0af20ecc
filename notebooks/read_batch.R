# Reads the outcomes of a batch or of a run, and redraws one figure: how many women one study may show, beside the mean.
#
#   Rscript notebooks/read_batch.R FOLDER [OUTCOME] [PICTURE] [SCENARIO]
#
# FOLDER    of `dussk batch PLAN.toml --out FOLDER` (Parquet, with the package arrow), or of
#           `dussk run SCENARIO --out FOLDER` (CSV, with nothing but R; Parquet with arrow)
# OUTCOME   a column: completed_therapy (the default), started_therapy, consented and others that count women
# PICTURE   a file that ends in .pdf, .svg or .png; by default OUTCOME.pdf, in the folder that you stand in
# SCENARIO  which scenario of a batch; base by default
#
# It prints what it drew: mean and intervals. Unlike read_batch() in Python it checks no hashes, and it takes every part
# of the folder, so give the command of the batch once more before you rely on it.

given <- commandArgs(trailingOnly = TRUE)
argument <- function(place, otherwise) if (length(given) >= place) given[place] else otherwise
stop_saying <- function(...) {
  message("read_batch.R: ", ...)
  quit(status = 2)
}
if (length(given) < 1) stop_saying("name the folder of a batch or of a run")
folder <- given[1]
outcome <- argument(2, "completed_therapy")
picture <- argument(3, paste0(outcome, ".pdf"))
scenario <- argument(4, "base")
kind <- tolower(tools::file_ext(picture))
if (!kind %in% c("pdf", "svg", "png")) stop_saying(picture, ": expected a name that ends in .pdf, .svg or .png")

# Read: the parts of a batch, or the one table of a run.
parts <- sort(Sys.glob(file.path(folder, "parts", scenario, "*.parquet")))
csv <- file.path(folder, "outcomes.csv")
parquet <- file.path(folder, "outcomes.parquet")
read_parquet <- function(files) {
  if (!requireNamespace("arrow", quietly = TRUE)) {
    stop_saying("Parquet needs the package arrow: install.packages(\"arrow\"); or write CSV: dussk run --out FOLDER")
  }
  do.call(rbind, lapply(files, function(file) as.data.frame(arrow::read_parquet(file))))
}
rows <- if (file.exists(csv)) {
  read.csv(csv)
} else if (length(parts) > 0) {
  read_parquet(parts)
} else if (file.exists(parquet)) {
  read_parquet(parquet)
} else {
  stop_saying(folder, ": no outcomes of '", scenario, "' are there")
}
if (!outcome %in% names(rows)) stop_saying("no column is called '", outcome, "'")

# Work out: the mean; its Monte Carlo error, with a draw and all its replications as one observation; 95% of single
# studies.
values <- as.numeric(rows[[outcome]])
drawn <- "draw" %in% names(rows) && length(unique(rows$draw)) > 1
observed <- if (drawn) as.numeric(rowsum(values - mean(values), rows$draw)) else values - mean(values)
n <- length(observed)
half <- if (n > 1) qt(0.975, n - 1) * sqrt(sum(observed^2) * n / (n - 1)) / length(values) else NA
single <- quantile(values, c(0.025, 0.975), names = FALSE, type = 1)
cat(sprintf(
  "outcome %s\nreplications %d\nmean %.6f\nmonte_carlo %.6f\nlow %.6f\nhigh %.6f\n",
  outcome, length(values), mean(values), half, single[1], single[2]
))

# Draw: a bar for each number of women; above the bars the mean and 95% of single studies.
switch(kind,
  pdf = pdf(picture, width = 7, height = 4),
  svg = svg(picture, width = 7, height = 4),
  png = png(picture, width = 1050, height = 600, res = 150)
)
women <- seq(0, max(1, values))
shares <- as.numeric(100 * table(factor(values, levels = women)) / length(values))
par(mar = c(4.2, 4.2, 3.2, 1), las = 1)
places <- barplot(
  shares,
  names.arg = women, col = "#a6c3d9", border = "#1a1a1a", ylim = c(0, 1.2 * max(shares)),
  ylab = "% of single studies", xlab = paste0("women: ", gsub("_", " ", outcome)),
  main = "What one study may show, and the mean", cex.main = 1
)
at <- function(number) approx(women, places, number)$y
above <- 1.12 * max(shares)
if (single[1] < single[2]) {
  arrows(at(single[1]), above, at(single[2]), above, code = 3, angle = 90, length = 0.05, lwd = 2)
}
points(at(mean(values)), above, pch = 23, bg = "white", cex = 1.4)
legend(
  "right", c("mean", "95% of single studies"),
  pch = c(23, NA), lty = c(NA, 1), lwd = c(1, 2), bty = "n", cex = 0.8
)
invisible(dev.off())
