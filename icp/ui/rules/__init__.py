"""The page of rules: standards agreed before work starts, and who agreed to them."""
