package dev.sotto.eval.gate;

import dev.sotto.eval.compare.Comparison;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import javax.xml.stream.XMLOutputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamWriter;

/**
 * A gate's report as JUnit XML, as build servers read it: a test case for each check. A check that
 * lets nothing pass is a failure of the type {@code failed}, {@code worse} or {@code undecided}; an
 * undecided one that may pass is skipped.
 */
public final class GateJunitXml {
  /** What XML 1.0 has no way to write. */
  private static final String FORBIDDEN =
      "[^\\x09\\x0A\\x0D\\x20-\\uD7FF\\uE000-\\uFFFD\\x{10000}-\\x{10FFFF}]";

  private final GateReport report;
  private final XMLStreamWriter xml;

  private GateJunitXml(GateReport report, XMLStreamWriter xml) {
    this.report = report;
    this.xml = xml;
  }

  /** The bytes of the file. */
  public static byte[] of(GateReport report) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try {
      XMLStreamWriter writer =
          XMLOutputFactory.newDefaultFactory()
              .createXMLStreamWriter(bytes, StandardCharsets.UTF_8.name());
      new GateJunitXml(report, writer).write();
      writer.close();
    } catch (XMLStreamException e) {
      throw new IllegalStateException("a report of plain text can be written", e);
    }
    return bytes.toByteArray();
  }

  private void write() throws XMLStreamException {
    xml.writeStartDocument(StandardCharsets.UTF_8.name(), "1.0");
    start(0, "testsuites");
    counts();
    start(1, "testsuite");
    counts();
    properties();
    for (CheckResult check : report.checks()) {
      testCase(check);
    }
    end(1);
    end(0);
    line(0);
    xml.writeEndDocument();
  }

  private void counts() throws XMLStreamException {
    attribute("name", "sotto gate");
    attribute("tests", Integer.toString(report.checks().size()));
    attribute(
        "failures",
        Long.toString(report.checks().stream().filter(check -> !report.passes(check)).count()));
    attribute("errors", "0");
    attribute("skipped", Long.toString(report.checks().stream().filter(this::skipped).count()));
    attribute("time", "0");
  }

  private void properties() throws XMLStreamException {
    start(2, "properties");
    Comparison comparison = report.comparison();
    property("baseline", comparison.baseline().name());
    property("baseline.sha256", comparison.baseline().sha256());
    property("candidate", comparison.candidate().name());
    property("candidate.sha256", comparison.candidate().sha256());
    property("normalizer", comparison.normalizer().id());
    property("confidence", Double.toString(report.settings().confidence()));
    property("resamples", Integer.toString(report.settings().bootstrap().resamples()));
    property("seed", Long.toString(report.settings().bootstrap().seed()));
    end(2);
  }

  private void property(String name, String value) throws XMLStreamException {
    line(3);
    xml.writeEmptyElement("property");
    attribute("name", name);
    attribute("value", value);
  }

  private void testCase(CheckResult check) throws XMLStreamException {
    start(2, "testcase");
    attribute("classname", "sotto.gate");
    attribute("name", check.name());
    attribute("time", "0");
    line(3);
    if (!report.passes(check)) {
      xml.writeEmptyElement("failure");
      attribute("type", check.verdict());
      attribute("message", check.explanation());
    } else if (skipped(check)) {
      xml.writeEmptyElement("skipped");
      attribute("message", check.explanation());
    } else {
      xml.writeStartElement("system-out");
      xml.writeCharacters(sound(check.explanation()));
      xml.writeEndElement();
    }
    end(2);
  }

  private boolean skipped(CheckResult check) {
    return check.outcome() == Outcome.UNDECIDED && report.passes(check);
  }

  private void attribute(String name, String value) throws XMLStreamException {
    xml.writeAttribute(name, sound(value));
  }

  private void start(int depth, String name) throws XMLStreamException {
    line(depth);
    xml.writeStartElement(name);
  }

  private void end(int depth) throws XMLStreamException {
    line(depth);
    xml.writeEndElement();
  }

  private void line(int depth) throws XMLStreamException {
    xml.writeCharacters("\n" + "  ".repeat(depth));
  }

  private static String sound(String text) {
    return text.replaceAll(FORBIDDEN, "\uFFFD");
  }
}
