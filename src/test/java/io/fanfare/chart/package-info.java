/** The Helm chart, as Helm itself renders it and as Kubernetes would read it. */
@NullMarked
package io.fanfare.chart;

import org.jspecify.annotations.NullMarked;
