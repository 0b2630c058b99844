"""Draws a roofline: what each convolution reaches, under what the machine can do, as SVG."""
import html
import math

WIDTH, HEIGHT = 900, 560
LEFT, RIGHT, TOP, BOTTOM = 80, 250, 50, 70
COLOURS = {"forward": "#1b6ca8", "input_gradient": "#c0392b", "weight_gradient": "#2e8b57"}


def ticks(low, high):
    """1, 2, 5, 10, ... between two numbers."""
    found = []
    for exponent in range(math.floor(math.log10(low)), math.ceil(math.log10(high)) + 1):
        found += [step * 10.0 ** exponent for step in (1, 2, 5) if low <= step * 10.0 ** exponent <= high]
    return found


def marker(name, x, y):
    colour = COLOURS[name]
    if name == "forward":
        return f'<circle cx="{x:.1f}" cy="{y:.1f}" r="5" fill="{colour}"/>'
    if name == "input_gradient":
        return f'<rect x="{x - 5:.1f}" y="{y - 5:.1f}" width="10" height="10" fill="{colour}"/>'
    return f'<path d="M{x:.1f} {y - 6:.1f} l6 11 h-12 z" fill="{colour}"/>'


def spread(wanted, gap):
    """Heights near the wanted ones, in their order, at least `gap` apart."""
    order = sorted(range(len(wanted)), key=lambda i: wanted[i])
    placed = [0.0] * len(wanted)
    last = -math.inf
    for i in order:
        placed[i] = last = max(wanted[i], last + gap)
    return placed


def draw(peak, bandwidth, points):
    """points: {"layer": text, "pass": forward | input_gradient | weight_gradient, "intensity": FLOP/byte, "gflops"}."""
    layers = list(dict.fromkeys(point["layer"] for point in points))
    corner = peak / bandwidth
    x_low = min([corner / 3] + [point["intensity"] / 1.5 for point in points])
    x_high = max([corner * 10] + [point["intensity"] * 1.5 for point in points])
    y_low = min([peak / 10] + [point["gflops"] / 1.5 for point in points])
    y_high = max([peak] + [point["gflops"] for point in points]) * 1.5
    right, bottom = WIDTH - RIGHT, HEIGHT - BOTTOM

    def x_of(value):
        return LEFT + (right - LEFT) * math.log(value / x_low) / math.log(x_high / x_low)

    def y_of(value):
        return bottom - (bottom - TOP) * math.log(value / y_low) / math.log(y_high / y_low)

    out = [f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" width="{WIDTH}" height="{HEIGHT}" '
           'font-family="sans-serif" font-size="13">',
           f'<rect width="{WIDTH}" height="{HEIGHT}" fill="white"/>',
           f'<text x="{LEFT}" y="28" font-size="16">Convolutions of ResNet-9 under the machine\'s roof</text>']
    for value in ticks(x_low, x_high):
        out.append(f'<path d="M{x_of(value):.1f} {TOP} V{bottom}" stroke="#e4e4e4"/>'
                   f'<text x="{x_of(value):.1f}" y="{bottom + 18}" text-anchor="middle">{value:g}</text>')
    for value in ticks(y_low, y_high):
        out.append(f'<path d="M{LEFT} {y_of(value):.1f} H{right}" stroke="#e4e4e4"/>'
                   f'<text x="{LEFT - 8}" y="{y_of(value) + 4:.1f}" text-anchor="end">{value:g}</text>')
    out.append(f'<text x="{(LEFT + right) / 2}" y="{bottom + 45}" text-anchor="middle">'
               'FLOP of the algorithm\'s own arithmetic per byte of least traffic</text>')
    out.append(f'<text transform="translate(22 {(TOP + bottom) / 2}) rotate(-90)" text-anchor="middle">'
               'GFLOP/s of the algorithm\'s own arithmetic</text>')
    begin = max(x_low, y_low / bandwidth)  # where the slope enters the picture
    slope = f'M{x_of(begin):.1f} {y_of(bandwidth * begin):.1f} L{x_of(corner):.1f} {y_of(peak):.1f}'
    out.append(f'<path d="{slope} H{right}" fill="none" stroke="black" stroke-width="2"/>')
    out.append(f'<text x="{right - 6}" y="{y_of(peak) - 8:.1f}" text-anchor="end">peak {peak:.0f} GFLOP/s, '
               f'copying {bandwidth:.0f} GB/s</text>')
    # Points of one layer lie above each other: their labels stand to the right, moved apart where they would touch.
    for layer in layers:
        same = [point for point in points if point["layer"] == layer]
        heights = spread([y_of(point["gflops"]) for point in same], 13)
        for point, height in zip(same, heights):
            x, y = x_of(point["intensity"]), y_of(point["gflops"])
            out.append(marker(point["pass"], x, y))
            out.append(f'<text x="{x + 9:.1f}" y="{height + 4:.1f}" font-size="12" fill="{COLOURS[point["pass"]]}">'
                       f'{layers.index(layer) + 1}</text>')
    y = TOP + 20
    for name in COLOURS:
        out.append(marker(name, right + 26, y) + f'<text x="{right + 40}" y="{y + 4}">{name.replace("_", " ")}</text>')
        y += 22
    for number, layer in enumerate(layers, 1):
        y += 22
        out.append(f'<text x="{right + 22}" y="{y}">{number}: {html.escape(layer)}</text>')
    return "\n".join(out) + "\n</svg>\n"
