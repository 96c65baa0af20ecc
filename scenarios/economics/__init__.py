"""Health economics of a comparison: costs and consequences, uncertainty about the decision, and budgets."""
