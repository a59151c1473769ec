package dev.sotto.compressor.compress;

import dev.sotto.compressor.calibrate.Calibration;
import dev.sotto.compressor.calibrate.CalibrationClip;
import dev.sotto.compressor.calibrate.CalibrationClip.TextSource;
import dev.sotto.compressor.calibrate.CalibrationSource;
import dev.sotto.compressor.calibrate.CalibrationSpeech.Recording;
import dev.sotto.compressor.calibrate.ClipLimit;
import dev.sotto.compressor.calibrate.InputMoments;
import dev.sotto.compressor.calibrate.MomentsFolder;
import dev.sotto.compressor.compress.Stages.Stage;
import dev.sotto.compressor.repair.Survey;
import dev.sotto.compressor.repair.Surveyor;
import dev.sotto.compressor.saliency.SaliencyContext.Heard;
import dev.sotto.compressor.train.torch.BlockSweep;
import dev.sotto.compressor.train.weights.ModelSizes;
import dev.sotto.compressor.train.weights.Parameters;
import dev.sotto.models.export.WhisperModel;
import dev.sotto.models.io.OutputFolder;
import dev.sotto.models.io.Progress;
import dev.sotto.models.whisper.AudioContext;
import dev.sotto.models.whisper.Block;
import dev.sotto.runtime.decode.ContextChoice;
import dev.sotto.runtime.decode.FittedWindow;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * What a model makes of calibration speech, each part a stage that is done when it is asked for.
 *
 * <p>Clips are heard in the windows in which the model will hear them: where it takes any length,
 * as long as the sound and a second, before states of silence.
 */
final class Calibrated implements Heard {
  /** Clips on which the whole model is asked what a block is worth: of few clips so many. */
  private static final int FEW_PROBED = 8;

  /** And of many at most so many. */
  private static final int MOST_PROBED = 24;

  /** One in so many is one of them, between these two. */
  private static final int PROBED_SHARE = 8;

  /** But never more than one in so many: what is asked is kept from the moments. */
  private static final int LARGEST_SHARE = 4;

  private final CalibrationSource source;
  private final FittedWindow window;
  private final Identity identity;
  private final Stages stages;
  private final Progress progress;
  private List<CalibrationClip> clips;
  private MomentsFolder moments;
  private Survey survey;

  private record Identity(
      Map<String, String> model,
      String speech,
      Optional<String> language,
      FittedWindow window,
      int version) {}

  /**
   * @param model hashes of the files of the source's export
   */
  Calibrated(
      CalibrationSource source, Map<String, String> model, Stages stages, Progress progress) {
    this.source = source;
    AudioContext context = AudioContext.read(source.export().folder());
    this.window = FittedWindow.of(context, ContextChoice.AUTO);
    this.identity =
        new Identity(model, source.speech().fingerprint(), source.language(), window, 6);
    this.stages = stages;
    this.progress = progress;
  }

  /** A clip without its recording, which is that of the same place in the speech. */
  private record Said(
      String id, int samples, List<Integer> tokens, int promptTokens, TextSource source) {}

  private record AllSaid(List<Said> clips) {}

  @Override
  public List<CalibrationClip> clips() {
    if (clips == null) {
      Stage<AllSaid> stage =
          stages.complete(Step.of("heard", identity, AllSaid.class, output -> hear()));
      List<Said> said = stage.result().clips();
      List<Recording> recordings = source.speech().recordings();
      clips =
          IntStream.range(0, said.size())
              .mapToObj(i -> clip(recordings.get(i), said.get(i)).in(window))
              .toList();
    }
    return clips;
  }

  private AllSaid hear() {
    List<Said> said = new ArrayList<>();
    try (Calibration calibration =
        new Calibration(source.export(), source.session(), source.language(), ClipLimit.NONE)) {
      for (CalibrationClip clip : calibration.clips(source.speech(), progress)) {
        said.add(
            new Said(clip.id(), clip.samples(), clip.tokens(), clip.promptTokens(), clip.source()));
      }
    }
    return new AllSaid(said);
  }

  private static CalibrationClip clip(Recording recording, Said said) {
    return new CalibrationClip(
        said.id(),
        recording.audio(),
        said.samples(),
        said.tokens(),
        said.promptTokens(),
        said.source());
  }

  @Override
  public InputMoments moments(Block block) {
    if (moments == null) {
      List<CalibrationClip> heard = split(false);
      moments =
          new MomentsFolder(
              stages
                  .complete(Step.of("moments", identity, output -> observe(heard, output)))
                  .folder());
    }
    return moments.of(block);
  }

  private void observe(List<CalibrationClip> heard, OutputFolder output) {
    WhisperModel model = source.export().read();
    MomentsFolder folder = new MomentsFolder(output.path());
    new BlockSweep(ModelSizes.of(model), Parameters.of(model), Optional.empty(), 0, heard, progress)
        .run((block, observe) -> folder.write(block, observe.get().inputs()));
  }

  @Override
  public Survey survey() {
    if (survey == null) {
      survey =
          stages.complete(Step.of("survey", identity, Survey.class, output -> measure())).result();
    }
    return survey;
  }

  private Survey measure() {
    WhisperModel model = source.export().read();
    return new Surveyor(this::moments, progress)
        .survey(ModelSizes.of(model), Parameters.of(model), split(true));
  }

  /**
   * The clips on which the model is asked, or the others, whose moments are taken: asked on clips
   * that a block was fitted to, it would look as if nothing were lost. They lie evenly among all; a
   * handful of clips serves for both.
   */
  private List<CalibrationClip> split(boolean probed) {
    List<CalibrationClip> all = clips();
    int probes = Math.max(FEW_PROBED, Math.min(MOST_PROBED, all.size() / PROBED_SHARE));
    int count = Math.min(probes, all.size() / LARGEST_SHARE);
    if (count == 0) {
      return all;
    }
    Set<Integer> asked = new HashSet<>();
    for (int i = 0; i < count; i++) {
      asked.add((int) ((i + 0.5) * all.size() / count));
    }
    return IntStream.range(0, all.size())
        .filter(clip -> asked.contains(clip) == probed)
        .mapToObj(all::get)
        .toList();
  }
}
