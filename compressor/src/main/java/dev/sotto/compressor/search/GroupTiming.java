package dev.sotto.compressor.search;

import dev.sotto.eval.measure.Bench;
import dev.sotto.eval.measure.Measurement;
import dev.sotto.eval.measure.MeasuringRequest;
import dev.sotto.models.SottoException;
import dev.sotto.models.export.ExportFolder;
import dev.sotto.models.export.Exports;
import dev.sotto.models.export.WhisperModel;
import dev.sotto.models.io.OutputFolder;
import dev.sotto.models.io.Progress;
import dev.sotto.models.io.TemporaryFolder;
import dev.sotto.models.plan.ExportRewriter;
import dev.sotto.models.plan.HeadMode;
import dev.sotto.models.plan.Plan;
import dev.sotto.models.whisper.Block;
import dev.sotto.models.whisper.BlockId.Stack;
import dev.sotto.runtime.session.SessionSettings;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;

/**
 * Measures what groups take of the time of a standard window. For each family of blocks, half of
 * its groups leave a temporary copy of the export, which is measured in turns with the dense one;
 * the difference over the number of those groups is what one takes. Half is far enough for the
 * difference to show, and in the middle of what a budget may take.
 */
public final class GroupTiming {
  private static final String STAGE = "time";

  /** What measures models in turns, one measurement for each. */
  interface Measuring {
    List<Measurement> takeTurns(List<MeasuringRequest> requests);
  }

  private final ExportFolder export;
  private final SessionSettings session;
  private final Measuring measuring;
  private final Progress progress;

  /**
   * @param session as the model will be run
   */
  public GroupTiming(ExportFolder export, SessionSettings session, Progress progress) {
    this(export, session, Bench::takeTurns, progress);
  }

  GroupTiming(
      ExportFolder export, SessionSettings session, Measuring measuring, Progress progress) {
    this.export = export;
    this.session = session;
    this.measuring = measuring;
    this.progress = progress;
  }

  /**
   * Measures; nothing else should run on the machine meanwhile.
   *
   * @throws SottoException if the model cannot be taken apart or run; with code CHECK_FAILED if no
   *     family's removal saved any time, from which no budget could be met
   */
  public GroupMillis measure() {
    Map<String, List<Block>> families = families(export.read());
    Map<String, Double> perGroup = new TreeMap<>();
    List<Double> whole = new ArrayList<>();
    progress.report(STAGE, 0, families.size());
    families.forEach(
        (family, blocks) -> {
          Map<String, List<Integer>> half = half(blocks);
          long groups = half.values().stream().mapToLong(List::size).sum();
          if (groups > 0) {
            List<Measurement> times = besideCut(half);
            whole.add(times.get(0).window().millis());
            Stack stack = blocks.get(0).id().stack();
            double less = part(times.get(0), stack) - part(times.get(1), stack);
            perGroup.put(family, Math.max(0, less / groups));
          }
          progress.report(STAGE, perGroup.size(), families.size());
        });
    if (perGroup.values().stream().allMatch(millis -> millis == 0)) {
      throw SottoException.checkFailed(
          "removing half of the heads or units saved no time that could be measured: the model is"
              + " too small or this machine too busy for a budget of milliseconds; try again when"
              + " it is idle, or budget flops=");
    }
    return new GroupMillis(
        whole.stream().sorted().skip(whole.size() / 2).findFirst().orElseThrow(), perGroup);
  }

  private static Map<String, List<Block>> families(WhisperModel model) {
    Map<String, List<Block>> families = new LinkedHashMap<>();
    for (Block block : model.blocks()) {
      families
          .computeIfAbsent(GroupMillis.family(block.id()), family -> new ArrayList<>())
          .add(block);
    }
    return families;
  }

  private static Map<String, List<Integer>> half(List<Block> blocks) {
    Map<String, List<Integer>> half = new LinkedHashMap<>();
    for (Block block : blocks) {
      half.put(block.id().name(), IntStream.range(0, block.groups() / 2).boxed().toList());
    }
    return half;
  }

  /** The dense model, and the one without {@code half}. */
  private List<Measurement> besideCut(Map<String, List<Integer>> half) {
    try (TemporaryFolder folder = TemporaryFolder.create("sotto-timing-")) {
      WhisperModel model = export.read();
      Plan plan =
          new Plan(ExportRewriter.identities(model), HeadMode.FREE, Map.of(), half, Map.of());
      try (OutputFolder output = OutputFolder.create(folder.path().resolve("cut"), false)) {
        ExportRewriter.apply(model, plan, output);
        output.complete();
      }
      return measuring.takeTurns(
          List.of(
              MeasuringRequest.standard(export.given(), session),
              MeasuringRequest.standard(
                  Exports.open(folder.path().resolve("cut")).given(), session)));
    }
  }

  /**
   * The part of the window that the groups of a stack are in; the other one would only add to how
   * the difference wavers.
   */
  private static double part(Measurement measured, Stack stack) {
    double encoder = measured.window().encoderMillis();
    return stack == Stack.ENCODER
        ? encoder
        : measured.window().millis() - encoder - measured.window().featureMillis();
  }
}
