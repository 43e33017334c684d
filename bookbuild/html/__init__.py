"""What pages hold and look like: formulas, code, boxes, figures, and the files they ask for."""
