#!/usr/bin/env python3
"""Cuts a TrueType font down to the characters that are compiled in and writes it, packed, as a C++ array.

usage: cut_font.py IN.ttf NAME OUT.cpp [keys]

Kept: Latin, Greek, Cyrillic, punctuation, and the signs that the page draws; with "keys" what is printed on keys. Hinting, kerning and everything else that
the rasteriser (stb_truetype) does not read is left out.
"""
import struct
import sys
import zlib

KEPT = [(0x20, 0x7E), (0xA0, 0x24F), (0x2B0, 0x36F), (0x370, 0x3FF), (0x400, 0x4FF), (0x1E00, 0x1EFF),
        (0x2010, 0x2027), (0x2030, 0x205E), (0x2070, 0x209C), (0x20A0, 0x20B5), (0x2100, 0x214F), (0x2190, 0x21FF),
        (0x2200, 0x2265), (0x2318, 0x2318), (0x2500, 0x257F), (0x2580, 0x259F), (0x25A0, 0x25FF), (0x2600, 0x2600),
        (0x26A0, 0x26A0), (0x2708, 0x2708), (0x2713, 0x2718), (0xFB00, 0xFB04), (0xFFFD, 0xFFFD)]
KEYS = [(0x20, 0x7E), (0xA0, 0xFF), (0x2190, 0x2193)]
ARGUMENT_WORDS, MORE, SCALE, XY_SCALE, TWO_BY_TWO = 0x1, 0x20, 0x8, 0x40, 0x80
INSTRUCTIONS = 0x100


def u16(data, at):
    return struct.unpack_from(">H", data, at)[0]


def tables_of(font):
    tables = {}
    for i in range(u16(font, 4)):
        tag, _, offset, size = struct.unpack_from(">4sIII", font, 12 + 16 * i)
        tables[tag.decode()] = font[offset:offset + size]
    return tables


def characters_of(cmap):
    """Code point to glyph, from a format 4 or 12 table."""
    found = {}
    for i in range(u16(cmap, 2)):
        platform, _, offset = struct.unpack_from(">HHI", cmap, 4 + 8 * i)
        table = cmap[offset:]
        if platform not in (0, 3):
            continue
        if u16(table, 0) == 12:
            for g in range(struct.unpack_from(">I", table, 12)[0]):
                first, last, glyph = struct.unpack_from(">III", table, 16 + 12 * g)
                for code in range(first, last + 1):
                    found[code] = glyph + code - first
        elif u16(table, 0) == 4:
            half = u16(table, 6)
            for s in range(half // 2):
                last, first = u16(table, 14 + 2 * s), u16(table, 16 + half + 2 * s)
                delta, at = u16(table, 16 + 2 * half + 2 * s), 16 + 3 * half + 2 * s
                for code in range(first, min(last, 0xFFFE) + 1):
                    glyph = code
                    if u16(table, at):
                        glyph = u16(table, at + u16(table, at) + 2 * (code - first))
                    if glyph or not u16(table, at):
                        found.setdefault(code, (glyph + delta) & 0xFFFF)
    return found


def component_places(glyph):
    """Where in a composite glyph the numbers of its parts stand, and where the list ends."""
    at, places = 10, []
    while True:
        flags = u16(glyph, at)
        places.append(at + 2)
        at += 8 if flags & ARGUMENT_WORDS else 6
        at += 2 if flags & SCALE else 4 if flags & XY_SCALE else 8 if flags & TWO_BY_TWO else 0
        if not flags & MORE:
            return places, at


def without_hints(glyph):
    if not glyph:
        return glyph
    contours = struct.unpack_from(">h", glyph, 0)[0]
    if contours >= 0:
        at = 10 + 2 * contours
        size = u16(glyph, at)
        return glyph[:at] + b"\0\0" + glyph[at + 2 + size:]
    places, end = component_places(glyph)
    out = bytearray(glyph[:end])
    for place in places:
        struct.pack_into(">H", out, place - 2, u16(out, place - 2) & ~INSTRUCTIONS)
    return bytes(out)


def cut(font, wanted):
    tables = tables_of(font)
    count = u16(tables["maxp"], 4)
    wide = u16(tables["head"], 50) == 1
    loca = struct.unpack(">%d%s" % (count + 1, "I" if wide else "H"), tables["loca"][:(count + 1) * (4 if wide else 2)])
    places = [x if wide else 2 * x for x in loca]
    glyph_bytes = [tables["glyf"][places[i]:places[i + 1]] for i in range(count)]
    kept = {code: glyph for code, glyph in characters_of(tables["cmap"]).items()
            if glyph and any(first <= code <= last for first, last in wanted)}
    order, number, queue = [], {}, [0] + [kept[code] for code in sorted(kept)]
    while queue:
        glyph = queue.pop(0)
        if glyph in number:
            continue
        number[glyph] = len(order)
        order.append(glyph)
        data = glyph_bytes[glyph]
        if data and struct.unpack_from(">h", data, 0)[0] < 0:
            queue += [u16(data, place) for place in component_places(data)[0]]

    glyf, new_loca = bytearray(), [0]
    for glyph in order:
        data = bytearray(without_hints(glyph_bytes[glyph]))
        if data and struct.unpack_from(">h", data, 0)[0] < 0:
            for place in component_places(data)[0]:
                struct.pack_into(">H", data, place, number[u16(data, place)])
        glyf += data + b"\0" * (-len(data) % 4)
        new_loca.append(len(glyf))

    metrics = u16(tables["hhea"], 34)
    hmtx = bytearray()
    for glyph in order:
        advance = u16(tables["hmtx"], 4 * min(glyph, metrics - 1))
        bearing_at = 4 * glyph + 2 if glyph < metrics else 4 * metrics + 2 * (glyph - metrics)
        hmtx += struct.pack(">HH", advance, u16(tables["hmtx"], bearing_at))

    groups = []
    for code in sorted(kept):
        glyph = number[kept[code]]
        if groups and groups[-1][1] + 1 == code and groups[-1][2] + code - groups[-1][0] == glyph:
            groups[-1][1] = code
        else:
            groups.append([code, code, glyph])
    body = b"".join(struct.pack(">III", *group) for group in groups)
    cmap = struct.pack(">HHHHI", 0, 1, 3, 10, 12) + struct.pack(">HHIII", 12, 0, 16 + len(body), 0, len(groups)) + body

    head, hhea, maxp = bytearray(tables["head"]), bytearray(tables["hhea"]), bytearray(tables["maxp"])
    struct.pack_into(">H", head, 50, 1)
    struct.pack_into(">H", hhea, 34, len(order))
    struct.pack_into(">H", maxp, 4, len(order))
    out = {"cmap": cmap, "glyf": bytes(glyf), "head": bytes(head), "hhea": bytes(hhea), "hmtx": bytes(hmtx),
           "loca": struct.pack(">%dI" % len(new_loca), *new_loca), "maxp": bytes(maxp)}
    return joined(out)


def joined(tables):
    header = struct.pack(">IHHHH", 0x00010000, len(tables), 0, 0, 0)
    at = len(header) + 16 * len(tables)
    body = b""
    for tag in sorted(tables):
        header += struct.pack(">4sIII", tag.encode(), 0, at + len(body), len(tables[tag]))
        body += tables[tag] + b"\0" * (-len(tables[tag]) % 4)
    return header + body


def main():
    source, name, target = sys.argv[1:4]
    with open(source, "rb") as file:
        font = cut(file.read(), KEYS if sys.argv[4:] == ["keys"] else KEPT)
    data = zlib.compress(font, 9)
    with open(target, "w") as file:
        file.write('#include "page/font_data.h"\n\nnamespace preflight::page {\n\n')
        file.write("static const unsigned char packed[] = {\n")
        for at in range(0, len(data), 40):
            file.write(",".join(str(byte) for byte in data[at:at + 40]) + ",\n")
        file.write("};\n\nstd::span<const unsigned char> %s() {\n"
                   "  static const std::vector<unsigned char> font = unpackedFont(packed, %d);\n"
                   "  return font;\n}\n\n}  // namespace preflight::page\n" % (name, len(font)))


main()
