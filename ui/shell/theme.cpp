// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/theme.h"

#include "ui/shell/style.h"
#include "ui/shell/stylesheet.h"

#include <QApplication>
#include <QFile>
#include <QFontDatabase>
#include <QPainter>
#include <QPalette>
#include <QSvgRenderer>

// Resources of a static library are linked in only when they are named, and outside of any namespace.
static void nameResources()
{
    Q_INIT_RESOURCE(window);
}

namespace ui {

using namespace Qt::Literals::StringLiterals;

namespace {

void loadFonts()
{
    for (const QString &file :
         {u"InterTabular-Regular.otf"_s, u"InterTabular-Medium.otf"_s, u"InterTabular-SemiBold.otf"_s,
          u"JetBrainsMono-Regular.ttf"_s, u"JetBrainsMono-Medium.ttf"_s}) {
        const QString path = u":/fonts/"_s + file;
        QFontDatabase::addApplicationFont(path);
    }
}

QPalette paletteOf(const Tokens &t)
{
    QPalette palette;
    palette.setColor(QPalette::Window, t.background);
    palette.setColor(QPalette::Base, t.surface);
    palette.setColor(QPalette::AlternateBase, t.raised);
    palette.setColor(QPalette::Button, t.raised);
    palette.setColor(QPalette::ToolTipBase, t.raised);
    palette.setColor(QPalette::ToolTipText, t.text);
    palette.setColor(QPalette::Light, t.line);
    palette.setColor(QPalette::Midlight, t.line);
    palette.setColor(QPalette::Mid, t.line);
    palette.setColor(QPalette::Dark, t.line);
    palette.setColor(QPalette::Shadow, t.background);
    palette.setColor(QPalette::WindowText, t.text);
    palette.setColor(QPalette::Text, t.text);
    palette.setColor(QPalette::ButtonText, t.text);
    palette.setColor(QPalette::BrightText, t.text);
    palette.setColor(QPalette::PlaceholderText, t.muted);
    palette.setColor(QPalette::Highlight, t.accent.back);
    palette.setColor(QPalette::HighlightedText, t.text);
    palette.setColor(QPalette::Link, t.accent.text);
    palette.setColor(QPalette::LinkVisited, t.accent.text);
    for (const auto role : {QPalette::WindowText, QPalette::Text, QPalette::ButtonText})
        palette.setColor(QPalette::Disabled, role, t.faint);
    return palette;
}

// In code each character is its own sign: "==" is two, and no long line.
QFont code(QFont font)
{
    font.setStyleStrategy(QFont::PreferNoShaping);
    return font;
}

QFont made(const QString &family, int pixels, QFont::Weight weight)
{
    QFont font(family);
    font.setPixelSize(pixels);
    font.setWeight(weight);
    return font;
}

} // namespace

Theme::Theme(Appearance appearance, QObject *parent)
    : QObject(parent)
    , m_appearance(appearance)
{
    nameResources();
    loadFonts();
    choose();
}

void Theme::dress(QApplication &application)
{
    m_application = &application;
    application.setStyle(new Style);
    QApplication::setFont(font(Type::Text));
    dressNow();
}

void Theme::setAppearance(Appearance appearance)
{
    m_appearance = appearance;
    choose();
}

void Theme::setDesktopScheme(Scheme scheme)
{
    m_desktop = scheme;
    choose();
}

void Theme::setMotion(Motion motion)
{
    if (m_motion == motion)
        return;
    m_motion = motion;
    emit changed();
}

void Theme::choose()
{
    Scheme scheme = m_desktop;
    if (m_appearance != Appearance::Desktop)
        scheme = m_appearance == Appearance::Dark ? Scheme::Dark : Scheme::Light;
    const bool known = m_tokens.text.isValid();
    if (known && scheme == m_scheme)
        return;
    m_scheme = scheme;
    m_tokens = scheme == Scheme::Dark ? darkTokens() : lightTokens();
    if (m_application)
        dressNow();
    if (known)
        emit changed();
}

void Theme::dressNow()
{
    QApplication::setPalette(paletteOf(m_tokens));
    // Put in place of another one, Qt would style each widget anew for each of those around it: that takes
    // seconds.
    m_application->setStyleSheet({});
    m_application->setStyleSheet(styleSheetOf(m_tokens));
}

QFont Theme::font(Type type)
{
    const QString inter = u"Inter Tabular"_s;
    const QString mono = u"JetBrains Mono"_s;
    switch (type) {
    case Type::Text:
        break;
    case Type::Medium:
        return made(inter, 13, QFont::Medium);
    case Type::Strong:
        return made(inter, 13, QFont::DemiBold);
    case Type::Secondary:
        return made(inter, 12, QFont::Normal);
    case Type::SecondaryMedium:
        return made(inter, 12, QFont::Medium);
    case Type::Small:
        return made(inter, 11, QFont::Normal);
    case Type::SmallStrong:
        return made(inter, 11, QFont::DemiBold);
    case Type::Lead:
        return made(inter, 15, QFont::Normal);
    case Type::LeadStrong:
        return made(inter, 15, QFont::DemiBold);
    case Type::Title:
        return made(inter, 17, QFont::DemiBold);
    case Type::Figure:
        return made(inter, 24, QFont::DemiBold);
    case Type::Mono:
        return code(made(mono, 12, QFont::Normal));
    case Type::MonoSmall:
        return code(made(mono, 11, QFont::Medium));
    }
    return made(inter, 13, QFont::Normal);
}

QPixmap Theme::icon(const QString &name, const QColor &colour, int size, qreal ratio)
{
    const QString path = u":/icons/"_s + name + u".svg"_s;
    if (!QFile::exists(path))
        return {};
    QSvgRenderer renderer(path);
    QPixmap pixmap(QSizeF(size * ratio, size * ratio).toSize());
    pixmap.setDevicePixelRatio(ratio);
    pixmap.fill(Qt::transparent);
    QPainter painter(&pixmap);
    renderer.render(&painter, QRectF(0, 0, size, size));
    if (colour.isValid()) {
        painter.setCompositionMode(QPainter::CompositionMode_SourceIn);
        painter.fillRect(QRectF(0, 0, size, size), colour);
    }
    return pixmap;
}

} // namespace ui
