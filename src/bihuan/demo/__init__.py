"""The invented city 临澜市: its units and people, its documents, and its ledger on the day it is loaded."""
