"""kflint: linter and shorthand expander for Argo Workflows YAML."""
