"""Lists of any register: a million rows without a pause, saved filters, sums that say what was left out, a detail pane."""
