// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QProxyStyle>

namespace ui {

// Fusion without what is not ours: quiet focus frames in the accent, no animated widgets, tooltips that come
// soon, menus without mnemonics until Alt. The application owns it; colours come from the palette.
class Style final : public QProxyStyle
{
    Q_OBJECT

public:
    Style();

    int styleHint(StyleHint hint, const QStyleOption *option, const QWidget *widget,
                  QStyleHintReturn *result) const override;
    int pixelMetric(PixelMetric metric, const QStyleOption *option, const QWidget *widget) const override;
    void drawPrimitive(PrimitiveElement element, const QStyleOption *option, QPainter *painter,
                       const QWidget *widget) const override;
};

} // namespace ui
