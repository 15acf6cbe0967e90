package io.fanfare.load;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** What was measured again and again at equal intervals, as a picture: one curve above the other, each from zero. */
final class Curves {

    private static final int WIDTH = 720;
    private static final int HEIGHT = 90;
    private static final int ROW = 130;
    private static final int MARGIN = 40;

    private final Map<String, List<Double>> curves = new LinkedHashMap<>();

    /** The next value of the curve of this name, which begins with it if it is new. */
    void add(String name, double value) {
        curves.computeIfAbsent(name, key -> new ArrayList<>()).add(value);
    }

    /**
     * An SVG document.
     *
     * @param title what was measured, in which no character needs to be escaped
     */
    String svg(String title) {
        int height = MARGIN + ROW * curves.size();
        StringBuilder svg = new StringBuilder("""
                <svg xmlns="http://www.w3.org/2000/svg" width="%1$d" height="%2$d" viewBox="0 0 %1$d %2$d" \
                font-family="sans-serif" font-size="13">
                <rect width="100%%" height="100%%" fill="white"/>
                <text x="%3$d" y="25" font-size="15">%4$s</text>
                """.formatted(WIDTH + 2 * MARGIN, height, MARGIN, title));
        int top = MARGIN;
        for (Map.Entry<String, List<Double>> curve : curves.entrySet()) {
            svg.append(row(curve.getKey(), curve.getValue(), top));
            top += ROW;
        }
        return svg.append("</svg>\n").toString();
    }

    private static String row(String name, List<Double> values, int top) {
        double least = values.stream().mapToDouble(Double::doubleValue).min().orElse(0);
        double most = values.stream().mapToDouble(Double::doubleValue).max().orElse(0);
        double step = (double) WIDTH / Math.max(1, values.size() - 1);
        double scale = most > 0 ? HEIGHT / most : 0;
        int bottom = top + 20 + HEIGHT;
        String points = IntStream.range(0, values.size())
                .mapToObj(i -> "%.1f,%.1f"
                        .formatted(MARGIN + i * step, bottom - values.get(i) * scale)
                        .replace(".0", ""))
                .collect(Collectors.joining(" "));
        return """
                <text x="%d" y="%d">%s: %s to %s</text>
                <path d="M%d %dh%d" stroke="#999"/>
                <polyline points="%s" fill="none" stroke="#1f5fa8"/>
                """.formatted(MARGIN, top + 12, name, figure(least), figure(most), MARGIN, bottom, WIDTH, points);
    }

    private static String figure(double value) {
        return String.format(Locale.ROOT, value < 10 ? "%.2f" : "%.0f", value);
    }
}
