package dev.sotto.eval.report.html;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sotto.eval.report.html.LabelPlacement.Box;
import dev.sotto.eval.report.html.LabelPlacement.Dot;
import dev.sotto.eval.report.html.LabelPlacement.Label;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LabelPlacementTest {
  private static final Box AREA = new Box(40, 20, 340, 220);

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8})
  void labelsStayInsideAndApart(int dots) {
    SplittableRandom random = new SplittableRandom(dots);
    for (int i = 0; i < 200; i++) {
      List<Dot> scattered = new ArrayList<>();
      for (int dot = 0; dot < dots; dot++) {
        double y = random.nextDouble(60, 180);
        scattered.add(new Dot("model " + dot, random.nextDouble(60, 320), y, y - 30, y + 30));
      }
      check(scattered);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 4, 8})
  void equalDotsHaveLabelsApart(int dots) {
    List<Dot> equal = new ArrayList<>();
    for (int dot = 0; dot < dots; dot++) {
      equal.add(new Dot("model " + dot, 190, 120, 80, 160));
    }
    check(equal);
  }

  private static void check(List<Dot> dots) {
    List<Label> labels = LabelPlacement.place(dots, AREA);
    assertEquals(dots.size(), labels.size());
    for (int i = 0; i < labels.size(); i++) {
      Box box = labels.get(i).box();
      assertEquals(dots.get(i), labels.get(i).dot());
      assertTrue(box.left() >= AREA.left() && box.right() <= AREA.right(), labels.toString());
      assertTrue(box.top() >= AREA.top() && box.bottom() <= AREA.bottom(), labels.toString());
      for (int j = 0; j < i; j++) {
        Box other = labels.get(j).box();
        boolean apart =
            box.left() >= other.right()
                || other.left() >= box.right()
                || box.top() >= other.bottom()
                || other.top() >= box.bottom();
        assertTrue(apart, labels.toString());
      }
    }
  }

  @Test
  void aLoneLabelStandsRightBesideItsDotAndTurnsRoundAtTheEdge() {
    Label free = place(new Dot("name", 100, 100, 90, 110));
    assertTrue(free.box().left() > 100 && free.box().left() < 115, free.toString());
    assertEquals(100, (free.box().top() + free.box().bottom()) / 2, 1e-9);
    Label edge = place(new Dot("name", 335, 100, 90, 110));
    assertTrue(edge.box().right() < 335 && edge.box().right() > 320, edge.toString());
  }

  @Test
  void aLongNameIsCut() {
    Label label = place(new Dot("x".repeat(500), 190, 100, 90, 110));
    assertTrue(label.text().length() < 30 && label.text().endsWith("\u2026"), label.text());
    Label pairs = place(new Dot("\ud83d\ude00".repeat(100), 190, 100, 90, 110));
    assertTrue(pairs.text().startsWith("\ud83d\ude00\ud83d\ude00"), pairs.text());
    assertEquals(
        pairs.text().codePointCount(0, pairs.text().length()) * 2 - 1, pairs.text().length());
  }

  private static Label place(Dot dot) {
    return LabelPlacement.place(List.of(dot), AREA).get(0);
  }
}
