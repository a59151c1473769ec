package dev.sotto.eval.report.html;

import dev.sotto.eval.report.html.LabelPlacement.Box;
import dev.sotto.eval.report.html.LabelPlacement.Dot;
import dev.sotto.eval.report.html.LabelPlacement.Label;
import dev.sotto.eval.wer.Measure;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Error rate against one cost, as SVG. Every point stands with its interval and its name beside it.
 * A line joins the points that no other one beats in both.
 */
final class TradeOffChart {
  private static final String SVG = "http://www.w3.org/2000/svg";

  static final double WIDTH = 360;
  static final double HEIGHT = 276;
  static final Box AREA = new Box(42, 24, 338, 226);

  private final String id;
  private final Measure measure;
  private final String cost;
  private final List<Point> points;
  private final Axis x;
  private final Axis y;

  /**
   * A model.
   *
   * @param baseline whether the others are compared with it
   * @param cost what it takes, in the unit of the axis
   * @param error its rate in percent
   * @param low end of the rate's interval, in percent
   * @param high end of the rate's interval, in percent
   * @param label what a reader who points at it is told
   */
  record Point(
      String name,
      boolean baseline,
      double cost,
      double error,
      double low,
      double high,
      String label) {}

  /**
   * A chart.
   *
   * @param id its own in the page
   * @param measure of the error rates
   * @param cost what the axis shows, with its unit
   * @param points at least one
   */
  TradeOffChart(String id, Measure measure, String cost, List<Point> points) {
    this.id = id;
    this.measure = measure;
    this.cost = cost;
    this.points = List.copyOf(points);
    this.x =
        Axis.covering(
            points.stream().mapToDouble(Point::cost).min().orElse(0),
            points.stream().mapToDouble(Point::cost).max().orElse(1));
    this.y =
        Axis.covering(
            points.stream().mapToDouble(p -> Math.min(p.low, p.error)).min().orElse(0),
            points.stream().mapToDouble(p -> Math.max(p.high, p.error)).max().orElse(1));
  }

  void write(HtmlWriter html) {
    String box = "0 0 " + number(WIDTH) + " " + number(HEIGHT);
    String labels = id + "-title " + id + "-desc";
    html.open("svg", "viewBox", box, "role", "img", "aria-labelledby", labels);
    draw(html);
    html.close();
  }

  /** A document of its own, which brings its style. */
  void writeAlone(HtmlWriter xml, String css) {
    String width = number(WIDTH);
    String height = number(HEIGHT);
    String box = "0 0 " + width + " " + height;
    xml.open("svg", "xmlns", SVG, "viewBox", box, "width", width, "height", height, "role", "img");
    xml.style(css).empty("rect", "class", "paper", "width", width, "height", height);
    draw(xml);
    xml.close();
  }

  private void draw(HtmlWriter html) {
    String rate = measure.rate();
    String title = Character.toUpperCase(rate.charAt(0)) + rate.substring(1) + " against " + cost;
    html.element("title", title, "id", id + "-title");
    String all = points.stream().map(Point::label).collect(Collectors.joining("; "));
    html.element("desc", all, "id", id + "-desc");
    axes(html);
    frontier(html);
    points.forEach(point -> marker(html, point));
    LabelPlacement.place(points.stream().map(this::dot).toList(), AREA)
        .forEach(label -> label(html, label));
  }

  Dot dot(Point point) {
    return new Dot(
        point.name,
        AREA.left() + x.position(point.cost) * (AREA.right() - AREA.left()),
        height(point.error),
        height(point.high),
        height(point.low));
  }

  private double height(double error) {
    return AREA.bottom() - y.position(error) * (AREA.bottom() - AREA.top());
  }

  /** Those that no other point beats in one figure without losing in the other, by cost. */
  List<Point> undominated() {
    return points.stream()
        .filter(point -> points.stream().noneMatch(other -> beats(other, point)))
        .sorted(Comparator.comparingDouble(Point::cost))
        .toList();
  }

  private static boolean beats(Point one, Point other) {
    return one.cost <= other.cost
        && one.error <= other.error
        && (one.cost < other.cost || one.error < other.error);
  }

  private void axes(HtmlWriter html) {
    for (double tick : y.ticks()) {
      double at = height(tick);
      line(html, "grid", AREA.left(), at, AREA.right(), at);
      text(html, "tick end", AREA.left() - 6, at + 4, y.label(tick));
    }
    line(html, "axis", AREA.left(), AREA.bottom(), AREA.right(), AREA.bottom());
    for (double tick : x.ticks()) {
      double at = AREA.left() + x.position(tick) * (AREA.right() - AREA.left());
      line(html, "axis", at, AREA.bottom(), at, AREA.bottom() + 4);
      text(html, "tick middle", at, AREA.bottom() + 18, x.label(tick));
    }
    text(html, "name", 4, 13, measure.shortRate() + ", %");
    text(html, "name middle", (AREA.left() + AREA.right()) / 2, HEIGHT - 8, cost);
  }

  private void frontier(HtmlWriter html) {
    List<String> corners = new ArrayList<>();
    for (Point point : undominated()) {
      corners.add(number(dot(point).x()) + "," + number(dot(point).y()));
    }
    if (corners.size() > 1) {
      html.empty("polyline", "class", "frontier", "points", String.join(" ", corners));
    }
  }

  private void marker(HtmlWriter html, Point point) {
    Dot dot = dot(point);
    html.open("g", "class", point.baseline ? "point baseline" : "point");
    html.element("title", point.label);
    line(html, "interval", dot.x(), dot.top(), dot.x(), dot.bottom());
    line(html, "interval", dot.x() - 4, dot.top(), dot.x() + 4, dot.top());
    line(html, "interval", dot.x() - 4, dot.bottom(), dot.x() + 4, dot.bottom());
    if (point.baseline) {
      String left = number(dot.x() - 5);
      String top = number(dot.y() - 5);
      html.empty("rect", "x", left, "y", top, "width", "10", "height", "10");
    } else {
      html.empty("circle", "cx", number(dot.x()), "cy", number(dot.y()), "r", "5.5");
    }
    html.close();
  }

  private static void label(HtmlWriter html, Label label) {
    Box box = label.box();
    double middle = (box.top() + box.bottom()) / 2;
    boolean toTheRight = box.left() > label.dot().x();
    if (label.isFar()) {
      double end = toTheRight ? box.left() - 2 : box.right() + 2;
      line(html, "leader", label.dot().x(), label.dot().y(), end, middle);
    }
    double at = toTheRight ? box.left() : box.right();
    text(html, toTheRight ? "label" : "label end", at, middle + 4, label.text());
  }

  private static void line(
      HtmlWriter html, String style, double x1, double y1, double x2, double y2) {
    String[] ends = Stream.of(x1, y1, x2, y2).map(TradeOffChart::number).toArray(String[]::new);
    html.empty("line", "class", style, "x1", ends[0], "y1", ends[1], "x2", ends[2], "y2", ends[3]);
  }

  private static void text(HtmlWriter html, String style, double x, double y, String text) {
    html.element("text", text, "class", style, "x", number(x), "y", number(y));
  }

  private static String number(double coordinate) {
    return String.format(Locale.ROOT, "%.1f", coordinate).replaceFirst("\\.0$", "");
  }
}
