package dev.sotto.eval.report.html;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sotto.eval.report.html.TradeOffChart.Point;
import dev.sotto.eval.wer.Measure;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.w3c.dom.Document;
import org.w3c.dom.Element;

class TradeOffChartTest {
  /** Coordinates are written with one decimal. */
  private static final double ROUNDING = 0.2;

  private static final Point DENSE = point("dense", 40, 5);
  private static final Point SMALL = point("small", 20, 9);
  private static final Point SMALLEST = point("smallest", 12, 20);
  private static final Point BAD = point("bad", 30, 15);

  private static Point point(String name, double cost, double error) {
    return new Point(name, name.equals("dense"), cost, error, error * 0.8, error * 1.3, name);
  }

  private static Document draw(List<Point> points) throws Exception {
    HtmlWriter html = new HtmlWriter();
    new TradeOffChart("chart", Measure.WORDS, "cost", points).write(html);
    return Markup.parse(html.finish());
  }

  private static double number(Element element, String attribute) {
    return Double.parseDouble(element.getAttribute(attribute));
  }

  /** What a reader takes from two labelled ticks: where a figure should lie. */
  private record Ruler(double first, double firstAt, double last, double lastAt) {
    static Ruler of(Document svg, String style, String axis) {
      List<Element> ticks = Markup.styled(svg, "text", style).filter(Ruler::isTick).toList();
      Element first = ticks.get(0);
      Element last = ticks.get(ticks.size() - 1);
      return new Ruler(
          Double.parseDouble(first.getTextContent()),
          number(first, axis),
          Double.parseDouble(last.getTextContent()),
          number(last, axis));
    }

    private static boolean isTick(Element text) {
      return text.getAttribute("class").startsWith("tick");
    }

    double at(double figure) {
      return firstAt + (figure - first) / (last - first) * (lastAt - firstAt);
    }
  }

  @Test
  void markersAndIntervalsLieWhereTheTicksSay() throws Exception {
    List<Point> points = List.of(DENSE, SMALL, SMALLEST, BAD);
    Document svg = draw(points);
    Ruler x = Ruler.of(svg, "middle", "x");
    Ruler y = Ruler.of(svg, "end", "y");
    // Labels of the error axis stand a little below their ticks.
    double below = number(Markup.styled(svg, "text", "end").findFirst().orElseThrow(), "y");
    double shift =
        below - number(Markup.styled(svg, "line", "grid").findFirst().orElseThrow(), "y1");
    List<Element> circles = Markup.elements(svg, "circle");
    for (int i = 1; i < points.size(); i++) {
      Element circle = circles.get(i - 1);
      assertEquals(x.at(points.get(i).cost()), number(circle, "cx"), ROUNDING);
      assertEquals(y.at(points.get(i).error()) - shift, number(circle, "cy"), ROUNDING);
    }
    Element square = Markup.elements(svg, "rect").get(0);
    assertEquals(x.at(DENSE.cost()), number(square, "x") + 5, ROUNDING);
    assertEquals(y.at(DENSE.error()) - shift, number(square, "y") + 5, ROUNDING);
    Element interval = Markup.styled(svg, "line", "interval").findFirst().orElseThrow();
    assertEquals(y.at(DENSE.high()) - shift, number(interval, "y1"), ROUNDING);
    assertEquals(y.at(DENSE.low()) - shift, number(interval, "y2"), ROUNDING);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8})
  void everyPointIsNamedAndInsideHoweverMany(int count) throws Exception {
    SplittableRandom random = new SplittableRandom(count);
    List<Point> points = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      points.add(point("m" + i, random.nextDouble(1, 1000), random.nextDouble(0, 300)));
    }
    checkAll(points);
    checkAll(Collections.nCopies(count, point("same", 5, 0)));
  }

  private static void checkAll(List<Point> points) throws Exception {
    Document svg = draw(points);
    assertEquals(
        points.stream().map(Point::name).toList(),
        Markup.styled(svg, "text", "label").map(Element::getTextContent).toList());
    assertEquals(points.size(), Markup.styled(svg, "g", "point").count());
    for (String attribute : List.of("x", "x1", "x2", "cx")) {
      inside(svg, attribute, TradeOffChart.WIDTH);
    }
    for (String attribute : List.of("y", "y1", "y2", "cy")) {
      inside(svg, attribute, TradeOffChart.HEIGHT);
    }
    assertTrue(Markup.elements(svg, "desc").get(0).getTextContent().contains(points.get(0).name()));
  }

  private static void inside(Document svg, String attribute, double most) {
    Markup.elements(svg, "*").stream()
        .filter(element -> element.hasAttribute(attribute))
        .mapToDouble(element -> number(element, attribute))
        .forEach(at -> assertTrue(at >= 0 && at <= most, attribute + " " + at));
  }

  @Test
  void theLineJoinsThoseThatNoOtherBeats() throws Exception {
    List<Point> points = List.of(DENSE, SMALL, SMALLEST, BAD);
    assertEquals(
        List.of(SMALLEST, SMALL, DENSE),
        new TradeOffChart("chart", Measure.WORDS, "cost", points).undominated());
    Element line = Markup.elements(draw(points), "polyline").get(0);
    assertEquals(3, line.getAttribute("points").split(" ").length);
    assertEquals(List.of(), Markup.elements(draw(List.of(DENSE)), "polyline"));
  }
}
