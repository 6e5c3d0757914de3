"""Screens of the field beside the registers: links of subjects and rings, the visit planner."""
