package dev.sotto.eval.report.html;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sotto.eval.result.EvalResult;
import dev.sotto.eval.result.Formats;
import dev.sotto.eval.result.SettingsJson;
import dev.sotto.eval.wer.Bootstrap;
import dev.sotto.models.json.JsonFiles;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Settings, versions and hashes: what is needed to find the same figures again. */
final class ProvenanceSection {
  private ProvenanceSection() {}

  static void write(Page page, HtmlWriter html) {
    List<Map<String, String>> all =
        page.results().stream().map(ProvenanceSection::circumstances).toList();
    Map<String, String> shared = new LinkedHashMap<>(all.get(0));
    all.forEach(facts -> shared.entrySet().retainAll(facts.entrySet()));
    if (page.models().size() > 1) {
      html.element("h3", "All models alike");
      list(html, shared);
    }
    for (int i = 0; i < page.models().size(); i++) {
      Map<String, String> own = new LinkedHashMap<>(identity(page.results().get(i)));
      own.putAll(all.get(i));
      if (page.models().size() > 1) {
        own.keySet().removeAll(shared.keySet());
      }
      html.open("div", "class", "group");
      html.open("h3").element("bdi", page.models().get(i).name()).close();
      list(html, own);
      html.close();
    }
  }

  private static void list(HtmlWriter html, Map<String, String> facts) {
    html.open("dl", "class", "facts");
    facts.forEach(
        (name, value) ->
            html.open("div").element("dt", name).element("dd", value, "dir", "auto").close());
    html.close();
  }

  private static Map<String, String> identity(EvalResult result) {
    Map<String, String> facts = new LinkedHashMap<>();
    facts.put("folder", result.model().folder());
    result.model().sha256().forEach((file, hash) -> facts.put("SHA-256 of " + file, hash));
    return facts;
  }

  private static Map<String, String> circumstances(EvalResult result) {
    Map<String, String> facts = new LinkedHashMap<>();
    facts.put("data", result.data().name());
    facts.put(
        "utterances", result.data().utterances() + Formats.audio(result.data().audioSeconds()));
    facts.put("fingerprint of the data", result.data().fingerprint());
    facts.put("normaliser", result.normalizerId());
    Bootstrap bootstrap = result.scoring().bootstrap();
    facts.put("bootstrap", bootstrap.resamples() + " resamples, seed " + bootstrap.seed());
    ObjectNode settings = JsonFiles.newObject();
    result.run().ifPresent(run -> SettingsJson.write(settings, run));
    settings
        .properties()
        .forEach(setting -> facts.put(words(setting.getKey()), setting.getValue().asText()));
    result.versions().forEach((name, version) -> facts.put("version of " + name, version));
    return facts;
  }

  /** A name of JSON, {@code batchSize}, as words. */
  private static String words(String name) {
    return name.replaceAll("([A-Z])", " $1").toLowerCase(Locale.ROOT);
  }
}
