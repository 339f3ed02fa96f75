# Suppresses small counts of a case of `./run bench protect` with GaussSuppression.
# Arguments: records (CSV), answer (CSV), the formula of what is published, the largest small count.
# The answer has one row per suppressed cell, with the variables that define it.

suppressPackageStartupMessages(library(GaussSuppression))

arguments <- commandArgs(trailingOnly = TRUE)
records <- read.csv(arguments[1], colClasses = "character")
records$people <- as.integer(records$people)

published <- SuppressSmallCounts(
  data = records,
  freqVar = "people",
  formula = as.formula(arguments[3]),
  maxN = as.integer(arguments[4]),
  protectZeros = FALSE,
  extend0 = FALSE,
  avoidHierarchical = TRUE,
  printInc = FALSE
)

known <- intersect(
  c("country", "city", "year", "quarter", "activity", "sex", "age", "stage"),
  names(published)
)
write.csv(published[published$suppressed, known, drop = FALSE], arguments[2], row.names = FALSE)
