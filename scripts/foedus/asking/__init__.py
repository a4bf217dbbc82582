"""What is asked of the data: queries and questions, a thing, a reason, a day, another vocabulary."""
