package dev.sotto.compressor.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sotto.compressor.cli.hearing.AttendingModel;
import dev.sotto.compressor.cli.hearing.DecoderOptions;
import dev.sotto.compressor.cli.hearing.LongTranscription;
import dev.sotto.compressor.cli.hearing.TranscriptOptions;
import dev.sotto.compressor.cli.hearing.WordsJson;
import dev.sotto.compressor.cli.options.CommonOptions;
import dev.sotto.compressor.cli.options.RecognitionOptions;
import dev.sotto.compressor.cli.options.RuntimeOptions;
import dev.sotto.compressor.cli.options.SilenceOptions;
import dev.sotto.compressor.cli.options.VariantOption;
import dev.sotto.compressor.cli.text.ConsoleProgress;
import dev.sotto.eval.result.EvaluationSettings;
import dev.sotto.eval.result.ModelIdentity;
import dev.sotto.eval.result.SettingsJson;
import dev.sotto.models.SottoException;
import dev.sotto.models.SottoVersion;
import dev.sotto.models.export.ExportFolder;
import dev.sotto.models.export.Exports;
import dev.sotto.models.io.Progress;
import dev.sotto.models.json.JsonFiles;
import dev.sotto.runtime.align.WordTimer;
import dev.sotto.runtime.decode.DecodingOptions;
import dev.sotto.runtime.decode.Task;
import dev.sotto.runtime.decode.WhisperRunner;
import dev.sotto.runtime.tokens.WhisperTokenizer;
import dev.sotto.runtime.transcribe.FileTranscriber;
import dev.sotto.runtime.transcribe.FileTranscript;
import dev.sotto.runtime.transcribe.Transcriber;
import dev.sotto.runtime.transcribe.Transcript;
import dev.sotto.runtime.transcribe.output.SegmentForm;
import dev.sotto.runtime.transcribe.sequence.SequentialTranscriber;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code sotto transcribe MODEL AUDIO...}. */
@Command(
    name = "transcribe",
    mixinStandardHelpOptions = true,
    description = {
      "Write down what is said in recordings, one line for each file.",
      "These are WAV, FLAC and MP3, and where ffmpeg is on the PATH also Ogg, M4A, WebM and others.",
      "With several files, each line starts with the name of its file. Those that cannot be read"
          + " are",
      "named and left out; the exit code is then 3."
    })
final class TranscribeCommand implements Callable<Integer> {
  static final String FORMAT = "sotto-transcribe/1";

  @Mixin private CommonOptions common;
  @Mixin private RuntimeOptions runtime;
  @Mixin private RecognitionOptions hearing;
  @Mixin private VariantOption variant;
  @Mixin private SilenceOptions silence;
  @Mixin private DecoderOptions decoder;
  @Mixin private TranscriptOptions outputs;

  @Parameters(index = "0", paramLabel = "MODEL", description = "Folder of a Whisper ONNX export.")
  private Path model;

  @Parameters(index = "1..*", arity = "1..*", paramLabel = "AUDIO", description = "Recordings.")
  private List<Path> audio;

  @Option(
      names = "--task",
      paramLabel = "transcribe|translate",
      defaultValue = "transcribe",
      description = "The words as spoken, or in English (default ${DEFAULT-VALUE}).")
  private Task task;

  private final Map<Path, String> unreadable = new LinkedHashMap<>();

  @Override
  public Integer call() {
    outputs.check(audio, common.json());
    if (outputs.isSequential()) {
      goThrough();
    } else {
      transcribeTogether();
    }
    unreadable.values().forEach(common::problem);
    return unreadable.isEmpty() ? 0 : SottoException.Code.BAD_INPUT.exitCode();
  }

  /** Window by window, as timestamps say. */
  private void goThrough() {
    DecodingOptions options = decoding();
    ExportFolder export = Exports.open(variant.of(model));
    try (ConsoleProgress progress = common.progress();
        WhisperRunner runner = WhisperRunner.open(export, runtime.settings());
        WhisperTokenizer tokenizer = WhisperTokenizer.open(export.folder());
        WordTimer timer = timer(export, tokenizer, options)) {
      LongTranscription work =
          new LongTranscription(
              common,
              outputs,
              new SequentialTranscriber(runner, tokenizer, options, outputs.previousText(), timer),
              identity(export, options),
              progress);
      work.run(audio);
      unreadable.putAll(work.unreadable());
      if (common.json() || outputs.json()) {
        ObjectNode json = JsonFiles.newObject();
        json.put("format", FORMAT);
        ArrayNode files = json.putArray("transcripts");
        work.heard().forEach((file, heard) -> files.add(LongTranscription.json(file, heard)));
        leftOut(json.putArray("unreadable"));
        common.print(JsonFiles.write(json));
      }
    }
  }

  /** What a transcript depends on beside the recording. */
  private String identity(ExportFolder export, DecodingOptions options) {
    ObjectNode json = JsonFiles.newObject();
    json.put("sotto", SottoVersion.current()).put("previousText", outputs.previousText());
    json.put("wordTimes", outputs.wordTimes());
    ModelIdentity.of(export).sha256().forEach(json.putObject("model")::put);
    SettingsJson.write(json, EvaluationSettings.defaults().withDecoding(options));
    return json.toString();
  }

  /** In windows that are cut at pauses, as many together as the batch takes. */
  private void transcribeTogether() {
    List<FileTranscript> transcripts = transcribe();
    if (common.json() || outputs.json()) {
      common.print(JsonFiles.write(json(transcripts)));
      return;
    }
    for (FileTranscript transcript : transcripts) {
      String prefix = audio.size() > 1 ? transcript.file() + ": " : "";
      common.out().println(prefix + SegmentForm.line(transcript.transcript().text()));
    }
    common.out().flush();
    transcripts.stream().filter(heard -> heard.transcript().looped()).forEach(this::warn);
  }

  private void warn(FileTranscript looped) {
    common.warn(
        looped.file() + ": the model began to repeat itself; that part of the text was cut");
  }

  private DecodingOptions decoding() {
    DecodingOptions defaults = DecodingOptions.defaults();
    return decoder.of(
        hearing
            .language()
            .map(defaults::withLanguage)
            .orElse(defaults)
            .withTask(task)
            .withSilence(silence.rule())
            .withContext(hearing.context()));
  }

  private List<FileTranscript> transcribe() {
    DecodingOptions options = decoding();
    ExportFolder export = Exports.open(variant.of(model));
    try (ConsoleProgress progress = common.progress();
        WhisperRunner runner = WhisperRunner.open(export, runtime.settings());
        WhisperTokenizer tokenizer = WhisperTokenizer.open(export.folder());
        WordTimer timer = timer(export, tokenizer, options)) {
      return transcribe(
          new Transcriber(runner, tokenizer, options, hearing.batch(), timer), progress);
    }
  }

  /** What tells when words were said, if that is asked for. */
  private WordTimer timer(
      ExportFolder export, WhisperTokenizer tokenizer, DecodingOptions options) {
    return outputs.wordTimes()
        ? AttendingModel.open(export, tokenizer, options, runtime.settings())
        : WordTimer.NONE;
  }

  private List<FileTranscript> transcribe(Transcriber transcriber, Progress progress) {
    return new FileTranscriber(transcriber, progress)
        .transcribe(audio, (file, problem) -> unreadable.put(file, problem.getMessage()));
  }

  private ObjectNode json(List<FileTranscript> transcripts) {
    ObjectNode json = JsonFiles.newObject();
    json.put("format", FORMAT);
    ArrayNode files = json.putArray("transcripts");
    for (FileTranscript transcript : transcripts) {
      ObjectNode file = files.addObject();
      file.put("file", transcript.file().toString());
      file.put("audioSeconds", transcript.seconds());
      file.put("text", transcript.transcript().text());
      file.put("language", transcript.transcript().language().orElse("en"));
      ArrayNode tokens = file.putArray("tokens");
      transcript.transcript().tokens().forEach(tokens::add);
      ArrayNode windows = file.putArray("windows");
      transcript.transcript().windows().forEach(window -> window(windows.addObject(), window));
    }
    leftOut(json.putArray("unreadable"));
    return json;
  }

  private void leftOut(ArrayNode json) {
    unreadable.forEach(
        (file, problem) -> json.addObject().put("file", file.toString()).put("problem", problem));
  }

  private static void window(ObjectNode json, Transcript.Window window) {
    json.put("startSeconds", window.startSeconds());
    json.put("endSeconds", window.endSeconds());
    json.put("text", window.text());
    json.put("silent", window.silent());
    window.decoding().noSpeechProbability().ifPresent(p -> json.put("noSpeechProbability", p));
    json.put("looped", window.decoding().looped());
    json.put("temperature", window.decoding().temperature());
    json.put("heardAgain", window.decoding().heardAgain());
    json.put("logProbability", window.decoding().logProbability());
    json.put("meanLogProbability", window.decoding().meanLogProbability());
    WordsJson.write(json, window.words());
  }
}
