package dev.sotto.eval.result;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sotto.eval.measure.Bench;
import dev.sotto.eval.measure.MeasurementJson;
import dev.sotto.eval.measure.Median;
import dev.sotto.eval.measure.Metric;
import dev.sotto.eval.measure.SavedMemory;
import dev.sotto.models.json.JsonFiles;
import dev.sotto.runtime.session.SessionSettings;
import java.util.List;
import java.util.Optional;

/** A bench as JSON of the form {@value #FORMAT}. */
public final class BenchJson {
  public static final String FORMAT = "sotto-bench/1";

  private BenchJson() {}

  /**
   * The medians and every round of each system; of two systems also {@code ratios}, the first over
   * the second.
   *
   * @param models of the systems, in their order
   */
  public static ObjectNode of(Bench bench, List<ModelIdentity> models, SessionSettings session) {
    ObjectNode json = JsonFiles.newObject();
    json.put("format", FORMAT);
    json.put("rounds", bench.systems().get(0).size());
    json.put("device", session.device().key());
    json.put("threads", session.intraThreads());
    ArrayNode systems = json.putArray("systems");
    for (int system = 0; system < bench.systems().size(); system++) {
      ObjectNode node = systems.addObject();
      EvalJson.model(node.putObject("model"), models.get(system));
      ObjectNode medians = node.putObject("medians");
      for (Metric figure : Metric.values()) {
        put(medians, figure, bench.median(system, figure));
      }
      SavedMemory saved = bench.saved().get(system);
      saved.withoutArena().ifPresent(bytes -> node.put("peakResidentBytesWithoutArena", bytes));
      saved.lowMemory().ifPresent(bytes -> node.put("peakResidentBytesLowMemory", bytes));
      ArrayNode rounds = node.putArray("rounds");
      bench.systems().get(system).forEach(round -> rounds.add(MeasurementJson.write(round)));
    }
    if (bench.systems().size() == 2) {
      ObjectNode ratios = json.putObject("ratios");
      for (Metric figure : Metric.values()) {
        put(ratios, figure, bench.ratio(0, 1, figure));
      }
    }
    SoftwareVersions.current().forEach(json.putObject("versions")::put);
    return json;
  }

  private static void put(ObjectNode json, Metric figure, Optional<Median> median) {
    median.ifPresent(
        m ->
            json.putObject(figure.key())
                .put("median", m.value())
                .put("low", m.low())
                .put("high", m.high()));
  }
}
