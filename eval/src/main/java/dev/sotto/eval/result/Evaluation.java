package dev.sotto.eval.result;

import dev.sotto.eval.cost.EncoderCost;
import dev.sotto.eval.dataset.Dataset;
import dev.sotto.eval.dataset.TextPair;
import dev.sotto.eval.dataset.Utterance;
import dev.sotto.eval.measure.FreshProcess;
import dev.sotto.eval.measure.Measurement;
import dev.sotto.eval.measure.MeasuringRequest;
import dev.sotto.eval.probe.HallucinationProbe;
import dev.sotto.eval.score.Scorer;
import dev.sotto.eval.text.Normalizers;
import dev.sotto.eval.text.TextNormalizer;
import dev.sotto.models.SottoException;
import dev.sotto.models.export.ExportFolder;
import dev.sotto.models.io.Progress;
import dev.sotto.models.tokens.Vocabulary;
import dev.sotto.models.whisper.Languages;
import dev.sotto.runtime.audio.AudioPart;
import dev.sotto.runtime.decode.DecodingOptions;
import dev.sotto.runtime.decode.DecodingTokens;
import dev.sotto.runtime.decode.FittedWindow;
import dev.sotto.runtime.decode.Prompts;
import dev.sotto.runtime.decode.WhisperRunner;
import dev.sotto.runtime.tokens.WhisperTokenizer;
import dev.sotto.runtime.transcribe.FileTranscriber;
import dev.sotto.runtime.transcribe.FileTranscript;
import dev.sotto.runtime.transcribe.Transcriber;
import dev.sotto.runtime.transcribe.Transcript;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * Evaluates a model: transcribes a data set and scores it, counts what the model costs, and
 * measures its speed and memory in a fresh process on the first clips.
 */
public final class Evaluation {
  /** Enough to measure on; a first clip that is longer is taken whole. */
  private static final double MEASURED_SECONDS = 60;

  private static final int MEASURED_CLIPS = 8;
  private static final long PROBE_SEED = 1;

  private final ExportFolder export;
  private final Dataset dataset;
  private final EvaluationSettings settings;
  private final Progress progress;
  private final DecodingTokens tokens;

  private Evaluation(
      ExportFolder export, Dataset dataset, EvaluationSettings settings, Progress progress) {
    this.export = export;
    this.dataset = dataset;
    this.settings = settings;
    this.progress = progress;
    this.tokens = DecodingTokens.read(export.folder());
  }

  /**
   * Evaluates {@code export} on {@code dataset}.
   *
   * @throws SottoException if the model or a clip cannot be used, or the settings do not suit the
   *     model
   */
  public static EvalResult run(
      ExportFolder export, Dataset dataset, EvaluationSettings settings, Progress progress) {
    return new Evaluation(export, dataset, settings, progress).run();
  }

  /**
   * Checks what needs no data, so that a long reading of clips is not in vain.
   *
   * @throws SottoException if the model's settings or tokenizer cannot be read, or the model knows
   *     no such language
   */
  public static void check(ExportFolder export, EvaluationSettings settings) {
    Vocabulary.read(export.folder());
    new Prompts(DecodingTokens.read(export.folder()), settings.decoding());
  }

  private EvalResult run() {
    ModelSize size = ModelSize.of(export);
    TextNormalizer normalizer = settings.normalizer().orElseGet(this::suitableNormalizer);
    Heard heard = transcribe();
    List<FileTranscript> transcripts = heard.transcripts();
    EvaluationSettings used = settings.withNormalizer(normalizer).withDecoding(decoding());
    Scoring scoring = used.scoring();
    List<HeardUtterance> utterances = score(transcripts, scoring);
    double seconds = transcripts.stream().mapToDouble(FileTranscript::seconds).sum();
    return new EvalResult(
        ModelIdentity.of(export),
        new DataIdentity(
            dataset.name(),
            utterances.size(),
            OptionalDouble.of(seconds),
            dataset.fingerprint(),
            dataset.selection(),
            Optional.empty()),
        scoring,
        utterances,
        HeardUtterance.rate(utterances).interval(scoring.bootstrap()),
        size,
        Optional.of(new ModelRun(used, measure(transcripts), heard.encoderFlops(), heard.probe())),
        SoftwareVersions.current());
  }

  /** English-only models and English speech have Whisper's own normaliser. */
  private TextNormalizer suitableNormalizer() {
    boolean english =
        !tokens.multilingual()
            || settings.textLanguage().or(this::languageOfData).filter("en"::equals).isPresent();
    return Normalizers.suitable(english);
  }

  private Optional<String> languageOfData() {
    List<Optional<String>> spoken =
        dataset.utterances().stream()
            .map(utterance -> utterance.language().flatMap(Languages::code))
            .distinct()
            .toList();
    return spoken.size() == 1 ? spoken.get(0) : Optional.empty();
  }

  /**
   * A model that knows several languages is told the one of the data rather than left to guess,
   * unless it never heard of it.
   */
  private DecodingOptions decoding() {
    DecodingOptions asked = settings.decoding();
    if (asked.language().isPresent()) {
      return asked;
    }
    return languageOfData()
        .filter(code -> Languages.token(tokens.languages().keySet(), code).isPresent())
        .map(asked::withLanguage)
        .orElse(asked);
  }

  private record Heard(
      List<FileTranscript> transcripts,
      OptionalDouble encoderFlops,
      Optional<HallucinationProbe> probe) {}

  private Heard transcribe() {
    try (WhisperRunner runner = WhisperRunner.open(export, settings.session());
        WhisperTokenizer tokenizer = WhisperTokenizer.open(export.folder())) {
      Transcriber transcriber =
          new Transcriber(runner, tokenizer, decoding(), settings.batchSize());
      List<FileTranscript> transcripts =
          new FileTranscriber(transcriber, progress)
              .transcribeParts(dataset.utterances().stream().map(Utterance::audio).toList());
      return new Heard(
          transcripts,
          encoderFlops(transcripts, runner.window(settings.decoding().context())),
          settings.probesSilence()
              ? Optional.of(HallucinationProbe.run(transcriber, PROBE_SEED))
              : Optional.empty());
    }
  }

  /** The mean over clips of what the encoder computes for all their windows, heard again or not. */
  private OptionalDouble encoderFlops(List<FileTranscript> transcripts, FittedWindow fitted) {
    Optional<EncoderCost> cost = EncoderCost.ifKnown(export);
    if (cost.isEmpty()) {
      return OptionalDouble.empty();
    }
    return transcripts.stream()
        .mapToDouble(
            transcript ->
                transcript.transcript().windows().stream()
                    .mapToDouble(
                        window ->
                            cost.get().flops(fitted.frames(window.samples(), cost.get().frames()))
                                + (window.decoding().heardAgain()
                                    ? cost.get().flops(cost.get().frames())
                                    : 0))
                    .sum())
        .average();
  }

  private List<HeardUtterance> score(List<FileTranscript> transcripts, Scoring scoring) {
    List<TextPair> pairs = new ArrayList<>();
    for (int i = 0; i < transcripts.size(); i++) {
      Utterance said = dataset.utterances().get(i);
      pairs.add(
          new TextPair(
              said.id(),
              said.reference(),
              transcripts.get(i).transcript().text(),
              scoring.language().or(said::language)));
    }
    Scorer scorer = Scorer.of(scoring.normalizer(), pairs);
    List<HeardUtterance> heard = new ArrayList<>();
    for (int i = 0; i < transcripts.size(); i++) {
      Utterance said = dataset.utterances().get(i);
      heard.add(
          new HeardUtterance(
              said.id(),
              said.reference(),
              pairs.get(i).hypothesis(),
              transcripts.get(i).transcript().tokens(),
              scorer.score(pairs.get(i)).score(),
              new Traits(
                  OptionalDouble.of(transcripts.get(i).seconds()), said.language(), said.speaker()),
              certainty(transcripts.get(i).transcript())));
    }
    return heard;
  }

  private static Certainty certainty(Transcript transcript) {
    return new Certainty(
        transcript.noSpeechProbability(),
        transcript.looped(),
        transcript.temperature(),
        transcript.heardAgain());
  }

  private Measurement measure(List<FileTranscript> transcripts) {
    List<AudioPart> clips = new ArrayList<>();
    double seconds = 0;
    for (FileTranscript transcript : transcripts) {
      seconds += transcript.seconds();
      if (!clips.isEmpty() && (seconds > MEASURED_SECONDS || clips.size() == MEASURED_CLIPS)) {
        break;
      }
      clips.add(dataset.utterances().get(clips.size()).audio());
    }
    progress.report("measure", 0, 1);
    Measurement measured =
        FreshProcess.measure(
            MeasuringRequest.standard(export.given(), settings.session())
                .transcribing(clips, decoding()));
    progress.report("measure", 1, 1);
    return measured;
  }
}
