// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/shell/tokens.h"

#include <QFont>
#include <QObject>
#include <QPixmap>

class QApplication;

namespace ui {

enum class Appearance { Desktop, Dark, Light };
enum class Scheme { Dark, Light };
enum class Motion { Full, Reduced };

// The sizes of type. Inter for people, JetBrains Mono for ids, code and JSON; all figures are tabular.
enum class Type {
    Text,            // 13
    Medium,          // 13 medium: names, buttons
    Strong,          // 13 semibold: headings of cards
    Secondary,       // 12
    SecondaryMedium, // 12 medium: pills
    Small,           // 11
    SmallStrong,     // 11 semibold: groups, badges
    Lead,            // 15
    LeadStrong,      // 15 semibold: the brand
    Title,           // 17 semibold: a screen's title
    Figure,          // 24 semibold
    Mono,            // 12
    MonoSmall,       // 11 medium: keys
};

// The one place of colours, type, spaces and the look of standard controls. Owned by the composition root and
// handed to every widget by reference; it outlives them. UI thread. Announces changed() when another scheme
// holds; widgets that paint themselves read tokens() while painting and only need to update().
class Theme final : public QObject
{
    Q_OBJECT

public:
    // Loads the bundled fonts. The look of the application is not touched before dress().
    explicit Theme(Appearance appearance = Appearance::Desktop, QObject *parent = nullptr);

    // Style, palette, font and style sheet of the application, now and at each later change.
    void dress(QApplication &application);

    const Tokens &tokens() const { return m_tokens; }
    Scheme scheme() const { return m_scheme; }
    Appearance appearance() const { return m_appearance; }
    void setAppearance(Appearance appearance);
    // What the desktop prefers; it counts while the appearance is Desktop.
    void setDesktopScheme(Scheme scheme);

    Motion motion() const { return m_motion; }
    void setMotion(Motion motion);

    static QFont font(Type type);
    // The bundled icon `name` in one colour. Empty when there is none of that name.
    static QPixmap icon(const QString &name, const QColor &colour, int size, qreal ratio);

signals:
    void changed();

private:
    void choose();
    void dressNow();

    Appearance m_appearance;
    Scheme m_desktop = Scheme::Dark;
    Scheme m_scheme = Scheme::Dark;
    Motion m_motion = Motion::Full;
    Tokens m_tokens;
    QApplication *m_application = nullptr;
};

} // namespace ui
