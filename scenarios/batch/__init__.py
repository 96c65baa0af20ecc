"""Batches: plans of many replications, cut into units that survive anything, and read back as one.

plan       what is wanted, checked whole
drawing    parameter draws, made once and kept
units      which rows a part holds
parts      Parquet files, whole or not at all, whose bytes follow from their inputs
manifest   what a folder is, and what contradicts it
shelf      which parts are there, and what is missing
work       what a worker does with a unit; workers and cluster are who does it
runner     one run, from what is missing to the summary
tally      streaming statistics, from moments and histograms; summary and text say what they are
stopping   when the precision asked for is reached
replay     one replication again, with its whole log
reading    pandas frames
"""
