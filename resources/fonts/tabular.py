#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Makes the bundled "Inter Tabular" from Inter: python3 tabular.py /usr/share/fonts/opentype/inter (needs python3-fonttools).

Qt below 6.7 cannot ask a font for its tabular figures, so columns of numbers would not line up. This makes
them (and the l with a tail, which cannot be taken for an I) the default of the character map. The family is
renamed, so that an installed Inter is never taken for it.
"""
import pathlib
import sys

from fontTools.ttLib import TTFont

FAMILY = "Inter Tabular"


def substitutions(font, tag):
    table = font["GSUB"].table
    found = {}
    for record in table.FeatureList.FeatureRecord:
        if record.FeatureTag != tag:
            continue
        for index in record.Feature.LookupListIndex:
            for sub in table.LookupList.Lookup[index].SubTable:
                sub = getattr(sub, "ExtSubTable", sub)
                found.update(getattr(sub, "mapping", {}))
    return found


def main(folder):
    for weight in ("Regular", "Medium", "SemiBold"):
        font = TTFont(pathlib.Path(folder) / f"Inter-{weight}.otf")
        wanted = {code: "tnum" for code in range(ord("0"), ord("9") + 1)} | {ord("l"): "cv05"}
        for table in font["cmap"].tables:
            for code, tag in wanted.items():
                if code in table.cmap:
                    glyph = table.cmap[code]
                    table.cmap[code] = substitutions(font, tag).get(glyph, glyph)
        for name in font["name"].names:
            if name.nameID in (1, 3, 4, 6, 16):
                text = str(name).replace("Inter", FAMILY.replace(" ", "") if name.nameID == 6 else FAMILY)
                font["name"].setName(text, name.nameID, name.platformID, name.platEncID, name.langID)
        font.save(pathlib.Path(__file__).parent / f"InterTabular-{weight}.otf")


main(sys.argv[1])
