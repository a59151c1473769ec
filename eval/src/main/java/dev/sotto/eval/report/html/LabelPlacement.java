package dev.sotto.eval.report.html;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Puts a label beside each dot of a chart where it covers no dot, no interval and no other label,
 * as near as it can.
 */
final class LabelPlacement {
  /** Height of a line of text, and what a letter is wide, both as in the style sheet. */
  static final double LINE = 13;

  private static final double LETTER = 6.4;
  private static final double WIDE_LETTER = 12;
  private static final int FIRST_WIDE_LETTER = 0x1100;
  private static final int LONGEST = 18;
  private static final double GAP = 9;
  private static final double DOT = 6;
  private static final double LINE_WIDTH = 2;
  private static final int STEPS = 12;

  private final Box area;
  private final List<Box> taken = new ArrayList<>();

  private LabelPlacement(Box area) {
    this.area = area;
  }

  /** A rectangle; y grows downwards. */
  record Box(double left, double top, double right, double bottom) {
    double overlap(Box other) {
      double width = Math.min(right, other.right) - Math.max(left, other.left);
      double height = Math.min(bottom, other.bottom) - Math.max(top, other.top);
      return width > 0 && height > 0 ? width * height : 0;
    }

    double size() {
      return (right - left) * (bottom - top);
    }
  }

  /**
   * A figure in the chart.
   *
   * @param top of its interval
   * @param bottom of its interval
   */
  record Dot(String name, double x, double y, double top, double bottom) {}

  /** A label, cut to what fits, and the dot that it belongs to. */
  record Label(String text, Box box, Dot dot) {
    /** Whether it lies so far off that a line must lead to it. */
    boolean isFar() {
      return Math.abs((box.top + box.bottom) / 2 - dot.y) > 1.5 * LINE;
    }
  }

  static List<Label> place(List<Dot> dots, Box area) {
    LabelPlacement placement = new LabelPlacement(area);
    for (Dot dot : dots) {
      placement.taken.add(new Box(dot.x - DOT, dot.y - DOT, dot.x + DOT, dot.y + DOT));
      placement.taken.add(new Box(dot.x - LINE_WIDTH, dot.top, dot.x + LINE_WIDTH, dot.bottom));
    }
    return dots.stream().map(placement::place).toList();
  }

  private Label place(Dot dot) {
    String text = shortened(dot.name);
    Comparator<Box> byCost = Comparator.comparingDouble(this::cost);
    Box best = choices(dot, width(text)).stream().min(byCost).orElseThrow();
    taken.add(best);
    return new Label(text, best, dot);
  }

  /** Right, left, above and below, near ones first. */
  private static List<Box> choices(Dot dot, double width) {
    List<Box> choices = new ArrayList<>();
    for (int step = 0; step <= STEPS; step++) {
      for (int sign = -1; sign <= (step == 0 ? -1 : 1); sign += 2) {
        double middle = dot.y + sign * step * LINE;
        choices.add(at(dot.x + GAP, middle, width));
        choices.add(at(dot.x - GAP - width, middle, width));
      }
      if (step == 1) {
        choices.add(at(dot.x - width / 2, dot.top - LINE, width));
        choices.add(at(dot.x - width / 2, dot.bottom + LINE, width));
      }
    }
    return choices;
  }

  private static Box at(double left, double middle, double width) {
    return new Box(left, middle - LINE / 2, left + width, middle + LINE / 2);
  }

  /** What is outside counts most: it would be cut off. */
  private double cost(Box box) {
    double outside = box.size() - box.overlap(area);
    return 10 * outside + taken.stream().mapToDouble(box::overlap).sum();
  }

  private static String shortened(String name) {
    int letters = name.codePointCount(0, name.length());
    return letters <= LONGEST
        ? name
        : name.substring(0, name.offsetByCodePoints(0, LONGEST - 1)) + "\u2026";
  }

  /** A guess from the letters, as no browser is at hand. */
  static double width(String text) {
    return text.codePoints()
        .mapToDouble(
            letter -> letter < FIRST_WIDE_LETTER || letter == 0x2026 ? LETTER : WIDE_LETTER)
        .sum();
  }
}
