"""The filing proof: a signed statement that a filing with this fingerprint arrived at this moment. It says no more."""
