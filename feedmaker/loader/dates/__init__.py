"""String → aware datetime in UTC."""
