"""The value of information of research: of what could be known, of what a study would tell, less what it costs."""
