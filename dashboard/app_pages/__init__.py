"""The pages, one script each; `dashboard.navigation` says who gets which."""
