# Reads the outcomes of a batch or of a run, and redraws one figure: how many women one study may show, beside the mean.
#
#   Rscript notebooks/read_batch.R FOLDER [OUTCOME] [PICTURE] [SCENARIO]
#
# FOLDER    of `dussk batch PLAN.toml --out FOLDER` (Parquet, with the package arrow), or of
#           `dussk run SCENARIO --out FOLDER` (CSV, with nothing but R; Parquet with arrow); or a table, a .csv file
# OUTCOME   a column: completed_therapy (the default), started_therapy, consented and others that count women
# PICTURE   a file that ends in .pdf, .svg or .png; by default OUTCOME.pdf, in the folder that you stand in
# SCENARIO  which scenario of a batch; base by default
#
# It prints what it drew: mean and intervals. Unlike read_batch() in Python it checks no hashes, and it takes every part
# of the folder, so give the command of the batch once more before you rely on it. Without arrow, let Python write a
# table of a batch, which checks every hash, and give that table instead of the folder:
#
#   python -c "from scenarios import read_batch; read_batch('FOLDER', 'base').to_csv('base.csv', index=False)"

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
csv <- if (grepl("\\.csv$", folder)) folder else file.path(folder, "outcomes.csv")
parquet <- file.path(folder, "outcomes.parquet")
read_parquet <- function(files) {
  if (!requireNamespace("arrow", quietly = TRUE)) {
    stop_saying(
      "Parquet needs the package arrow: install.packages(\"arrow\"); ",
      "or give a .csv file, as the head of this script says"
    )
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

# Draw: a bar for each number of women, or for some neighbouring numbers where there would be too many bars; above the
# bars the mean and 95% of single studies.
switch(kind,
  pdf = pdf(picture, width = 7, height = 4),
  svg = svg(picture, width = 7, height = 4),
  png = png(picture, width = 1050, height = 600, res = 150)
)
largest <- max(1, values)
several <- max(1, ceiling(largest / 40))
first <- seq(0, largest, by = several)
shares <- 100 * tabulate(values %/% several + 1, length(first)) / length(values)
par(mar = c(4.2, 4.2, 3.2, 1), las = 1)
above <- 1.12 * max(shares)
plot(
  NULL,
  xlim = c(-0.5, max(first) + several - 0.5), ylim = c(0, 1.2 * max(shares)), bty = "n", xaxt = "n", yaxs = "i",
  xlab = paste0("women: ", gsub("_", " ", outcome), if (several > 1) paste0(", ", several, " numbers to a bar")),
  ylab = "% of single studies",
  main = "What one study may show, and the mean", cex.main = 1
)
numbers <- pretty(c(0, largest))
axis(1, numbers[numbers %% 1 == 0])
rect(first - 0.45, 0, first + several - 0.55, shares, col = "#a6c3d9", border = "#1a1a1a")
if (single[1] < single[2]) {
  arrows(single[1], above, single[2], above, code = 3, angle = 90, length = 0.05, lwd = 2)
}
points(mean(values), above, pch = 23, bg = "white", cex = 1.4)
legend(
  "right", c("mean", "95% of single studies"),
  pch = c(23, NA), lty = c(NA, 1), lwd = c(1, 2), bty = "n", cex = 0.8
)
invisible(dev.off())
