"""What is a finding, and which rule does it belong to?"""
