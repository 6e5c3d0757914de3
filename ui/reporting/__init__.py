"""The report screen: figures of a period, their checks, a chart, the paper, and closing."""
