package dev.sotto.eval.report.html;

import dev.sotto.eval.result.DataIdentity;
import dev.sotto.models.SottoVersion;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Writes a page. The same page gives the same bytes. */
public final class HtmlReport {
  /** Holds the page to its word: nothing is loaded from anywhere, and nothing runs. */
  private static final String POLICY =
      "default-src 'none'; style-src 'unsafe-inline'; media-src data:";

  private HtmlReport() {}

  private static List<Section> sections(Page page) {
    List<Section> sections = new ArrayList<>();
    sections.add(new Section("summary", "At a glance", SummarySection::write));
    sections.add(new Section("figures", "The figures", HeadlineSection::write));
    sections.add(new Section("trade-off", "Errors against cost", TradeOffSection::write));
    sections.add(new Section("cost", "Where time and bytes go", CostSection::write));
    sections.add(new Section("layers", "Layer by layer", LayersSection::write));
    sections.add(new Section("utterances", "The worst utterances", UtterancesSection::write));
    page.appendices().forEach(appendix -> sections.add(AppendixSection.of(appendix)));
    sections.add(new Section("meaning", "What the figures mean", MeaningSection::write));
    sections.add(new Section("provenance", "Settings and hashes", ProvenanceSection::write));
    return sections;
  }

  /** The page in UTF-8. */
  public static byte[] bytes(Page page) {
    HtmlWriter html = new HtmlWriter();
    html.open("html", "lang", "en");
    head(page, html);
    html.open("body");
    header(page, html);
    html.open("main");
    for (Section section : sections(page)) {
      html.open("section", "id", section.id()).element("h2", section.heading());
      section.body().accept(page, html);
      html.close();
    }
    html.close();
    html.element("footer", "Made by Sotto " + SottoVersion.current() + ".");
    html.close().close();
    return html.finish().getBytes(StandardCharsets.UTF_8);
  }

  private static void head(Page page, HtmlWriter html) {
    html.open("head");
    html.empty("meta", "charset", "utf-8");
    html.empty("meta", "http-equiv", "Content-Security-Policy", "content", POLICY);
    html.empty("meta", "name", "viewport", "content", "width=device-width, initial-scale=1");
    html.empty("meta", "name", "color-scheme", "content", "light dark");
    html.empty("meta", "name", "generator", "content", "Sotto " + SottoVersion.current());
    html.element("title", page.title()).style(resource("report.css")).close();
  }

  private static void header(Page page, HtmlWriter html) {
    DataIdentity data = page.baseline().result().data();
    html.open("header").element("h1", page.title(), "dir", "auto");
    html.open("p", "class", "note");
    html.text(
        page.apart().isEmpty()
            ? "Speech recognition measured on "
            : "Speech recognition, not all measured alike; the baseline on ");
    html.element("bdi", data.name());
    html.text(": " + Numbers.counted(data.utterances(), "utterance"));
    data.audioSeconds().ifPresent(seconds -> html.text(", " + duration(seconds) + " of audio"));
    html.text(", normaliser ");
    html.element("code", page.baseline().result().normalizerId()).text(".");
    html.close().open("nav", "aria-label", "sections");
    for (Section section : sections(page)) {
      html.element("a", section.heading(), "href", "#" + section.id()).text(" ");
    }
    html.close().close();
  }

  private static String duration(double seconds) {
    return seconds < 120
        ? String.format(Locale.ROOT, "%.0f s", seconds)
        : String.format(Locale.ROOT, "%.1f min", seconds / 60);
  }

  /** A style sheet that comes with Sotto. */
  static String resource(String name) {
    try (InputStream stream = HtmlReport.class.getResourceAsStream(name)) {
      return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
