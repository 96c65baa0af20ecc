"""A virtual trial of the pathway: recruitment, dose received, attrition, power and assurance."""
