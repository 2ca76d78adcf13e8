"""The planted position: where every test browser claims to be, so that it can be recognised in traffic."""

LATITUDE = 50.873519
LONGITUDE = 4.698273

# Four decimals are about ten metres; an app that rounds more coarsely is not recognised.
PLACE_MARKS = {"latitude": "50.8735", "longitude": "4.6982"}
