package dev.sotto.eval.report.html;

import static dev.sotto.eval.report.html.Results.heard;
import static dev.sotto.eval.report.html.Results.model;
import static dev.sotto.eval.report.html.Results.page;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.sotto.eval.result.ModelCost;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;

class DrawingTest {
  @Test
  void aDrawingIsADocumentOfItsOwnWithAllItShows() throws Exception {
    Page page =
        page(
            model("dense", Results.of(100, heard("a", "one two", "one two"))),
            model("small", Results.of(80, heard("a", "one two", "one too"))),
            model("less", Results.of(50, heard("a", "one two", "won too"))));
    byte[] svg = Drawing.of(page, ModelCost.PARAMETERS).orElseThrow();
    Document drawn = Markup.parse(new String(svg, StandardCharsets.UTF_8));
    assertEquals("svg", drawn.getDocumentElement().getTagName());
    assertEquals("http://www.w3.org/2000/svg", drawn.getDocumentElement().getAttribute("xmlns"));
    assertEquals(2, Markup.elements(drawn, "circle").size());
    assertEquals(1, Markup.elements(drawn, "style").size());
    assertEquals(3, Markup.styled(drawn, "text", "label").count());
    assertEquals(1, Markup.styled(drawn, "polyline", "frontier").count());
  }
}
