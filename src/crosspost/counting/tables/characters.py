"""Which characters may stand where in a link.

Made by ``scripts/twitter_text_tables.py`` from npm twitter-text@3.1.0; not edited by hand.
"""

NOT_HOST = (
    "9-d 20-21 23-2c 2f 3a-40 5b-5e 7b-7e 85 a0 61c 1680 180e 2000-200a 200e-200f 2028-202f "
    "205f 2066-2069 3000 feff fffe-ffff"
)

ASCII_HOST = (
    "2d 30-39 41-5a 61-7a c0-d6 d8-f6 f8-24f 253-254 256-257 259 25b 260 263 268-269 26f 272 "
    "275 280 283 288-28c 292 2bb 300-36f 399 3b9 1e00-1eff 1fbe 2c65-2c66 2c7e-2c7f a7dc"
)

PATH = (
    "21 23-27 2a-3b 3d 40-5b 5d 5f 61-7a 7c 7e c0-d6 d8-f6 f8-24f 253-254 256-257 259 25b 260 "
    "263 268-269 26f 272 275 280 283 288-28c 292 2bb 300-36f 399 3b9 400-4ff 1c80-1c87 "
    "1e00-1eff 1fbe 2013 2c65-2c66 2c7e-2c7f a7dc"
)

PATH_INNER = "21 24-27 2a 2c 2e 3a-3b 40 5b 5d 7c 7e 2013"

PATH_END = (
    "23 2b 2d 2f-39 3d 41-5a 5f 61-7a c0-d6 d8-f6 f8-24f 253-254 256-257 259 25b 260 263 "
    "268-269 26f 272 275 280 283 288-28c 292 2bb 300-36f 399 3b9 400-4ff 1c80-1c87 1e00-1eff "
    "1fbe 2c65-2c66 2c7e-2c7f a7dc"
)

SPACE = "9-d 20 85 a0 1680 180e 2000-200a 2028-2029 202f 205f 3000"

ACCENT = "c0-d6 d8-f6 f8-24f 253-254 256-257 259 25b 263 268 26f 272 289 28b 2bb 300-36f 1e00-1eff"
