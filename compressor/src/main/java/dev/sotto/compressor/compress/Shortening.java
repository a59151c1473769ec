package dev.sotto.compressor.compress;

import dev.sotto.compressor.calibrate.CalibrationClip;
import dev.sotto.compressor.saliency.SaliencyContext.Heard;
import dev.sotto.compressor.search.LayerRequest;
import dev.sotto.compressor.train.torch.LayerProbe;
import dev.sotto.compressor.train.weights.ModelSizes;
import dev.sotto.compressor.train.weights.Parameters;
import dev.sotto.models.SottoException;
import dev.sotto.models.export.ExportFolder;
import dev.sotto.models.export.Exports;
import dev.sotto.models.export.WhisperModel;
import dev.sotto.models.io.OutputFolder;
import dev.sotto.models.io.Progress;
import dev.sotto.models.io.ShownPath;
import dev.sotto.models.io.TemporaryFolder;
import dev.sotto.models.plan.Edit;
import dev.sotto.models.plan.ExportRewriter;
import dev.sotto.models.plan.HeadMode;
import dev.sotto.models.plan.Plan;
import dev.sotto.models.plan.PlanCheck;
import dev.sotto.models.plan.RemoveLayers;
import dev.sotto.models.whisper.BlockId.Stack;
import dev.sotto.models.whisper.LayerId;
import dev.sotto.models.whisper.LeavingLayers;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.IntStream;

/**
 * Takes whole layers out before all else is planned: what is chosen and measured afterwards is
 * chosen for, and measured on, the model that they leave.
 *
 * @param divergences nats that the model's answers change by where one layer is missing, by layer;
 *     none where nothing was measured
 * @param together nats where all that leave are missing
 */
public record Shortening(LeavingLayers layers, Map<String, Double> divergences, double together) {
  /** Clips on which the whole model is asked what a layer is worth. */
  private static final int PROBED_CLIPS = 8;

  /** Which layers leave, in a plan's settings. */
  private static final String SETTING = "removedLayers";

  public Shortening {
    divergences = Map.copyOf(divergences);
  }

  /** Takes nothing out. */
  public static final Shortening NONE = new Shortening(LeavingLayers.NONE, Map.of(), 0);

  /**
   * Finds the layers that are to leave. Those that are not named are found one after the other:
   * each is the one without which, and without those before it, the model's answers change least.
   *
   * @param heard what the model makes of speech, where there is any
   * @throws SottoException if the model has no such layers, no layer of a stack would stay, or some
   *     are to be found and there is no speech
   */
  public static Shortening of(
      LayerRequest request, ExportFolder export, Optional<Heard> heard, Progress progress) {
    if (request.isEmpty()) {
      return NONE;
    }
    WhisperModel model = export.read();
    PlanCheck.check(plan(model, request.named()), model);
    if (!request.isMeasured()) {
      return new Shortening(request.named(), Map.of(), 0);
    }
    Heard speech =
        heard.orElseThrow(
            () ->
                SottoException.usage(
                    "to find layers takes speech to listen to; expected --calibrate, found none"));
    List<CalibrationClip> clips = probed(speech.clips());
    try (LayerProbe probe =
        new LayerProbe(ModelSizes.of(model), Parameters.of(model), clips, progress)) {
      return search(request, model, probe);
    }
  }

  /** They lie evenly among all. */
  private static List<CalibrationClip> probed(List<CalibrationClip> all) {
    int count = Math.min(PROBED_CLIPS, all.size());
    return IntStream.range(0, count).mapToObj(i -> all.get(i * all.size() / count)).toList();
  }

  private static Shortening search(LayerRequest request, WhisperModel model, LayerProbe probe) {
    LayerRequest left = request;
    Map<String, Double> first = new TreeMap<>();
    double together = 0;
    while (left.isMeasured()) {
      List<LayerId> candidates = candidates(left, model);
      if (candidates.isEmpty()) {
        throw SottoException.checkFailed(
            "of %s, only %s can leave: one layer of each stack must stay"
                .formatted(request, left.named().isEmpty() ? "none" : left.named()));
      }
      Map<LayerId, Double> divergences = probe.without(left.named(), candidates);
      if (first.isEmpty()) {
        divergences.forEach((layer, divergence) -> first.put(layer.toString(), divergence));
      }
      Map.Entry<LayerId, Double> least =
          divergences.entrySet().stream()
              .min(Comparator.comparingDouble(Map.Entry::getValue))
              .orElseThrow();
      together = least.getValue();
      left = left.with(least.getKey());
    }
    return new Shortening(left.named(), first, together);
  }

  private static List<LayerId> candidates(LayerRequest request, WhisperModel model) {
    List<LayerId> candidates = new ArrayList<>();
    for (Stack stack : Stack.values()) {
      int layers = model.config().of(stack).layers();
      int gone = request.named().of(stack).size();
      for (int layer = 0; layer < layers && layers - gone > 1 && request.wants(stack); layer++) {
        if (!request.named().has(stack, layer)) {
          candidates.add(new LayerId(stack, layer));
        }
      }
    }
    return candidates;
  }

  private static Plan plan(WhisperModel model, LeavingLayers layers) {
    return new Plan(
        ExportRewriter.identities(model),
        HeadMode.FREE,
        Map.of(),
        List.of(new RemoveLayers(layers)));
  }

  /** What a plan's settings tell. */
  public Map<String, String> settings() {
    Map<String, String> settings = new TreeMap<>();
    if (!layers.isEmpty()) {
      settings.put(SETTING, layers.toString());
    }
    divergences.forEach(
        (layer, nats) ->
            settings.put("without." + layer, String.format(Locale.ROOT, "%.4f nats", nats)));
    if (!divergences.isEmpty()) {
      settings.put("withoutAll", String.format(Locale.ROOT, "%.4f nats", together));
    }
    return settings;
  }

  /**
   * Writes the shorter export.
   *
   * @return the plan that makes it, and what a user should know about it
   * @throws SottoException if something of the export needs a layer
   */
  public Shorter write(ExportFolder export, OutputFolder output) {
    WhisperModel model = export.read();
    Plan plan = plan(model, layers);
    return new Shorter(plan, ExportRewriter.apply(model, plan, output));
  }

  /** What writing gave. */
  public record Shorter(Plan plan, List<String> warnings) {}

  /**
   * A plan for {@code export} that first takes the layers out.
   *
   * @param rest makes the plan for what they leave, in a temporary copy
   */
  public Plan before(ExportFolder export, Function<ExportFolder, Plan> rest) {
    if (layers.isEmpty()) {
      return rest.apply(export);
    }
    try (TemporaryFolder temporary = TemporaryFolder.create("sotto-shorter-")) {
      Path place = temporary.path().resolve("export");
      Plan first;
      try (OutputFolder output = OutputFolder.create(place, false)) {
        first = ShownPath.of(output.path(), export.folder(), () -> write(export, output).plan());
        output.complete();
      }
      return ShownPath.of(
          place, export.folder(), () -> joined(first, rest.apply(Exports.open(place)), settings()));
    }
  }

  /** A plan that does what {@code first} does and then {@code rest}. */
  static Plan joined(Plan first, Plan rest, Map<String, String> more) {
    List<Edit> edits = new ArrayList<>(first.edits());
    edits.addAll(rest.edits());
    Map<String, String> settings = new TreeMap<>(rest.settings());
    settings.putAll(more);
    return new Plan(first.model(), rest.heads(), settings, edits);
  }
}
