package dev.sotto.compressor.demo;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.random.RandomGenerator;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * What people say to a small device: digits, times and household commands, two to seven words of
 * about a hundred.
 *
 * <p>A template is a row of slots. A slot is words to choose from, split by {@code |}, or a list by
 * its name in capitals; one that ends in {@code ?} is left out half of the time; {@code _} joins
 * the words of one choice.
 */
public final class SentenceGrammar {
  private static final Map<String, String> LISTS =
      Map.of(
          "DIGIT", "zero|one|two|three|four|five|six|seven|eight|nine",
          "HOUR", "one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve",
          "MINUTE", "five|ten|fifteen|twenty|thirty|forty|fifty|twenty_five|forty_five",
          "ROOM", "kitchen|bedroom|bathroom|garden|office|hall",
          "DEVICE", "light|lamp|fan|heater|radio|camera",
          "COLOUR", "red|blue|green|white",
          "PERSON", "mother|father|brother|sister",
          "ITEM", "milk|bread|coffee|sugar|apples");

  /** A template and how often it is used. */
  private record Template(int weight, String slots) {}

  private static final List<Template> TEMPLATES =
      List.of(
          new Template(2, "number|channel DIGIT"),
          new Template(2, "DIGIT DIGIT"),
          new Template(4, "DIGIT DIGIT DIGIT"),
          new Template(5, "DIGIT DIGIT DIGIT DIGIT"),
          new Template(3, "dial DIGIT DIGIT DIGIT?"),
          new Template(3, "half|quarter past HOUR"),
          new Template(2, "quarter|ten|twenty to HOUR"),
          new Template(4, "HOUR MINUTE"),
          new Template(2, "wake me at HOUR MINUTE?"),
          new Template(2, "wake me at half|quarter past HOUR"),
          new Template(4, "turn|switch on|off the ROOM? DEVICE"),
          new Template(4, "turn|switch the ROOM? DEVICE on|off"),
          new Template(2, "turn the radio|music|heater|volume up|down"),
          new Template(4, "open|close|lock the ROOM? door|window|gate"),
          new Template(4, "set a timer for MINUTE minutes|seconds"),
          new Template(2, "set a timer for HOUR minutes|seconds|hours"),
          new Template(3, "set the alarm for HOUR MINUTE?"),
          new Template(2, "play|stop|pause the music|radio|song"),
          new Template(2, "play some music in the ROOM"),
          new Template(1, "play the next song"),
          new Template(2, "what is the weather today|tomorrow?"),
          new Template(1, "what is the time"),
          new Template(3, "call|message my PERSON today|tomorrow?"),
          new Template(2, "call|message my PERSON at HOUR"),
          new Template(3, "add ITEM to my list"),
          new Template(3, "add ITEM and ITEM to my list"),
          new Template(2, "remind me to buy ITEM"),
          new Template(2, "remind me to call my PERSON"),
          new Template(3, "make the ROOM? light|lamp COLOUR"),
          new Template(2, "make the ROOM? warmer|cooler"),
          new Template(1, "make it warmer|cooler"));

  /** Nobody adds milk and milk. */
  private static final Pattern REPETITION = Pattern.compile("\\b(\\w+) and \\1\\b");

  private static final int FEWEST_WORDS = 2;
  private static final int MOST_WORDS = 5;

  private static final int TOTAL_WEIGHT = TEMPLATES.stream().mapToInt(Template::weight).sum();

  private SentenceGrammar() {}

  /** Every word that a sentence can hold. */
  public static SortedSet<String> words() {
    SortedSet<String> words = new TreeSet<>();
    for (Template template : TEMPLATES) {
      for (String slot : template.slots().split(" ", -1)) {
        for (String choice : choices(slot)) {
          words.addAll(Arrays.asList(choice.split("_")));
        }
      }
    }
    return words;
  }

  /** A sentence of one side: words in lower case, one space between. */
  public static String sentence(RandomGenerator random, Split split) {
    String sentence = sentence(random);
    while (Split.of(sentence) != split || REPETITION.matcher(sentence).find()) {
      sentence = sentence(random);
    }
    return sentence;
  }

  /** Words at random, as many as a sentence has; never a sentence of the test. */
  static String scrambled(RandomGenerator random) {
    List<String> words = List.copyOf(words());
    String scrambled;
    do {
      int length = random.nextInt(FEWEST_WORDS, MOST_WORDS + 1);
      scrambled =
          IntStream.range(0, length)
              .mapToObj(word -> words.get(random.nextInt(words.size())))
              .collect(Collectors.joining(" "));
    } while (Split.of(scrambled) != Split.TRAINING);
    return scrambled;
  }

  private static String sentence(RandomGenerator random) {
    List<String> words = new ArrayList<>();
    for (String slot : template(random).slots().split(" ", -1)) {
      if (slot.endsWith("?") && random.nextBoolean()) {
        continue;
      }
      List<String> choices = choices(slot);
      words.add(choices.get(random.nextInt(choices.size())).replace('_', ' '));
    }
    return String.join(" ", words);
  }

  private static Template template(RandomGenerator random) {
    int left = random.nextInt(TOTAL_WEIGHT);
    for (Template template : TEMPLATES) {
      left -= template.weight();
      if (left < 0) {
        return template;
      }
    }
    throw new AssertionError();
  }

  private static List<String> choices(String slot) {
    String name = slot.endsWith("?") ? slot.substring(0, slot.length() - 1) : slot;
    return List.of(LISTS.getOrDefault(name, name).split("\\|"));
  }
}
