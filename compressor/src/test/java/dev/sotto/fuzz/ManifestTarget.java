package dev.sotto.fuzz;

import dev.sotto.eval.dataset.DatasetOptions;
import dev.sotto.eval.dataset.form.Datasets;
import dev.sotto.runtime.audio.AudioSeeds;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Data sets in every form, and pairs of texts. */
final class ManifestTarget implements FuzzTarget {
  /** A form by the file that describes it. */
  private record Form(String file, String content) {}

  private static final List<Form> FORMS =
      List.of(
          new Form(
              "data.jsonl",
              """
              {"audio_filepath": "a.wav", "text": "one two", "duration": 0.1, "lang": "en"}
              {"audio_filepath": "b.wav", "text": "three", "offset": 0, "speaker": "s"}
              """),
          new Form(
              "test.tsv",
              """
              client_id\tpath\tsentence\tup_votes\tage\tgender\taccents\tlocale
              1\ta.wav\tone two\t2\ttwenties\tfemale\tscots\ten
              2\tb.wav\tthree\t2\t\t\t\ten
              """),
          new Form("metadata.csv", "file_name,transcription\na.wav,\"one, two\"\nb.wav,three\n"),
          new Form(
              "metadata.jsonl",
              """
              {"file_name": "a.wav", "text": "one two"}
              {"file_name": "b.wav", "text": "three"}
              """),
          new Form("1-2.trans.txt", "1-2-0000 ONE TWO\n1-2-0001 THREE\n"),
          new Form(
              "pairs.jsonl",
              """
              {"id": "a", "text": "one two three", "hypothesis": "one too three", "duration": 1.5}
              {"id": "b", "text": "four", "hypothesis": "", "language": "en", "speaker": "s1"}
              """),
          new Form("pairs.txt", "utt1 one two\nutt2 three\n"));

  private final byte[] clip = AudioSeeds.all().get("pcm16.wav");

  @Override
  public String name() {
    return "manifest";
  }

  @Override
  public void make(Random random, Path input) throws IOException {
    Form form = FORMS.get(random.nextInt(FORMS.size()));
    byte[] content = form.content().getBytes(StandardCharsets.UTF_8);
    boolean lines = form.file().endsWith(".jsonl") && random.nextInt(3) > 0;
    Files.write(
        input.resolve(form.file()),
        lines ? line(form, random) : ByteMutator.mutate(content, random));
    for (String name : List.of("a.wav", "b.wav", "1-2-0000.wav", "1-2-0001.wav")) {
      Files.write(input.resolve(name), clip);
    }
  }

  /** With one line damaged as JSON. */
  private static byte[] line(Form form, Random random) {
    List<String> lines = new ArrayList<>(form.content().lines().toList());
    int chosen = random.nextInt(lines.size());
    byte[] before = lines.get(chosen).getBytes(StandardCharsets.UTF_8);
    lines.set(chosen, new String(JsonMutator.mutate(before, random), StandardCharsets.UTF_8));
    return (String.join("\n", lines) + "\n").getBytes(StandardCharsets.UTF_8);
  }

  @Override
  public Outcome read(Path input, Path scratch) {
    Path file =
        Seeds.files(input).stream()
            .filter(path -> !path.toString().endsWith(".wav"))
            .findFirst()
            .orElseThrow();
    String name = file.getFileName().toString();
    if (name.startsWith("pairs")) {
      Outcome scored = Answers.ofCommand("score", file, "--json");
      Answers.ofCommand("score", file, file);
      return scored;
    }
    boolean folder = name.startsWith("metadata") || name.endsWith(".trans.txt");
    Path data = folder ? input : file;
    Outcome all = Answers.of(() -> Datasets.read(data, DatasetOptions.defaults().readingClips()));
    Answers.of(
        () ->
            Datasets.read(
                data, new DatasetOptions(DatasetOptions.defaults().filter(), true, true)));
    return all;
  }
}
