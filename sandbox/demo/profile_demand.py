"""The part of the demo's profile that says how a school demands a second factor of its staff."""

DEMAND = """
[factor_demand]
persona = "colleague"
on = [
  { goto = "/admin/tweede-stap" },
  { click = { role = "button", name = "Eis een tweede stap van personeel" } },
  { expect = { text = "Personeel van deze school heeft een tweede stap nodig." } },
]
off = [
  { goto = "/admin/tweede-stap" },
  { click = { role = "button", name = "Eis geen tweede stap meer" } },
  { expect = { text = "Een tweede stap is niet verplicht." } },
]
"""
