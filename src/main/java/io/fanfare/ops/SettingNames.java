package io.fanfare.ops;

import java.lang.reflect.RecordComponent;
import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.springframework.boot.context.properties.bind.DataObjectPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName.Form;
import org.springframework.core.ResolvableType;

/** The names of the settings there are, as the records have them that are bound to them. */
final class SettingNames {

    private static final String ANY_INDEX = "0";
    private static final String ANY_KEY = "<name>";

    private final SortedSet<String> names = new TreeSet<>();

    /** Adds all settings of a record, and of the records in it. */
    void add(String prefix, ResolvableType type) {
        Class<?> raw = type.resolve(Object.class);
        if (raw.isRecord()) {
            for (RecordComponent each : raw.getRecordComponents()) {
                String name = DataObjectPropertyName.toDashedForm(each.getName());
                add(prefix + "." + name, ResolvableType.forType(each.getGenericType(), type));
            }
        } else if (Collection.class.isAssignableFrom(raw)) {
            names.add(prefix);
            add(prefix + "[" + ANY_INDEX + "]", type.asCollection().getGeneric());
        } else if (Map.class.isAssignableFrom(raw)) {
            add(prefix + "[" + ANY_KEY + "]", type.asMap().getGeneric(1));
        } else {
            names.add(prefix);
        }
    }

    /** Whether a name, however it is written, is a setting's or what several begin with: a heading without content. */
    boolean contain(ConfigurationPropertyName name) {
        return names.stream().map(ConfigurationPropertyName::of).anyMatch(known -> begins(name, known));
    }

    /** Whether an environment variable is the name of a setting: in capitals, dashes left out or as underscores. */
    boolean containVariable(String variable) {
        return names.stream()
                .flatMap(name -> Stream.of(name.replace("-", ""), name.replace('-', '_')))
                .anyMatch(name -> variable.matches(variablePattern(name)));
    }

    private static String variablePattern(String name) {
        return name.toUpperCase(Locale.ROOT)
                .replace('.', '_')
                .replace("[" + ANY_INDEX + "]", "_[0-9]+_?")
                .replace("[" + ANY_KEY.toUpperCase(Locale.ROOT) + "]", "_.+");
    }

    private static boolean begins(ConfigurationPropertyName name, ConfigurationPropertyName known) {
        int elements = name.getNumberOfElements();
        if (elements > known.getNumberOfElements()) {
            return false;
        }
        for (int i = 0; i < elements; i++) {
            boolean same = switch (known.getElement(i, Form.UNIFORM)) {
                case ANY_INDEX -> name.isNumericIndex(i);
                case ANY_KEY -> true;
                case String element -> element.equals(name.getElement(i, Form.UNIFORM));
            };
            if (!same) {
                return false;
            }
        }
        return true;
    }

    /** The setting whose name differs least. */
    String nearest(ConfigurationPropertyName name) {
        String text = name.toString();
        return names.stream()
                .min(Comparator.comparingInt(known -> distance(text, known)))
                .orElseThrow();
    }

    /** How many characters must be added, removed or replaced to make one text of the other (Levenshtein). */
    private static int distance(String one, String other) {
        int[] row = new int[other.length() + 1];
        for (int j = 0; j < row.length; j++) {
            row[j] = j;
        }
        for (int i = 1; i <= one.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j < row.length; j++) {
                int replaced = diagonal + (one.charAt(i - 1) == other.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(replaced, 1 + Math.min(row[j], row[j - 1]));
            }
        }
        return row[other.length()];
    }
}
