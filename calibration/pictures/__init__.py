"""Pictures of the calibration: what is known, what it hangs on, and how it was checked."""
