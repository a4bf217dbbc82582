"""What is asked of data: questions, a thing, a reason, a day, another vocabulary."""
