<?xml version="1.0" encoding="utf-8"?>
<!-- The page: LaTeXML's own, with figures and movies of ours, a skip link, and a foot. -->
<xsl:stylesheet version="1.0"
    xmlns:xsl="http://www.w3.org/1999/XSL/Transform"
    xmlns:ltx="http://dlmf.nist.gov/LaTeXML"
    exclude-result-prefixes="ltx">
  <xsl:import href="urn:x-LaTeXML:XSLT:LaTeXML-html5.xsl"/>
  <!-- Sizes and frames: written by code/thesis/webpage, which names it as seen from here. -->
  <xsl:param name="FIGURES"/>
  <!-- Of the document: its PDF is beside the page. -->
  <xsl:param name="NAME"/>
  <!-- Whether the scripts are there that recompute figures (code/web). -->
  <xsl:param name="RECOMPUTES"/>

  <xsl:template match="ltx:graphics">
    <xsl:variable name="name" select="substring-before(substring-after(@graphic, 'figures/'), '.')"/>
    <xsl:variable name="figure" select="document($FIGURES)/figures/figure[@name = $name]"/>
    <xsl:variable name="frames" select="string-length($figure/@labels) - string-length(translate($figure/@labels, '|', '')) + 1"/>
    <xsl:if test="not($figure)">
      <xsl:message terminate="yes">no such figure: <xsl:value-of select="$name"/></xsl:message>
    </xsl:if>
    <xsl:if test="not(normalize-space(@description))">
      <xsl:message terminate="yes">no alternative text: <xsl:value-of select="$name"/></xsl:message>
    </xsl:if>
    <img alt="{normalize-space(@description)}" width="{round($figure/@width * 5 div 3)}"
         height="{round($figure/@height * 5 div 3)}" loading="lazy">
      <xsl:choose>
        <xsl:when test="$figure/@labels">
          <xsl:attribute name="class">movie</xsl:attribute>
          <xsl:attribute name="data-frames"><xsl:value-of select="concat('figures/', $name, '-frames/frame-')"/></xsl:attribute>
          <xsl:attribute name="data-labels"><xsl:value-of select="$figure/@labels"/></xsl:attribute>
          <xsl:attribute name="data-rate"><xsl:value-of select="substring-before(concat(substring-after(@class, 'rate_'), ' '), ' ')"/></xsl:attribute>
          <xsl:attribute name="src">
            <xsl:value-of select="concat('figures/', $name, '-frames/frame-')"/>
            <xsl:choose>
              <xsl:when test="contains(@class, 'still_last')"><xsl:value-of select="$frames"/></xsl:when>
              <xsl:otherwise><xsl:value-of select="concat(substring('000', 1, string-length($frames) - 1), '1')"/></xsl:otherwise>
            </xsl:choose>
            <xsl:text>.png</xsl:text>
          </xsl:attribute>
        </xsl:when>
        <xsl:otherwise>
          <xsl:attribute name="src"><xsl:value-of select="@graphic"/></xsl:attribute>
        </xsl:otherwise>
      </xsl:choose>
    </img>
  </xsl:template>

  <!-- Where live.js puts the check of results. -->
  <xsl:template match="ltx:subsection[contains(concat(@labels, ' '), 'LABEL:sec:recompute ')]/ltx:para[1]">
    <xsl:apply-imports/>
    <div id="recompute"></div>
  </xsl:template>

  <!-- Citations are numbers. -->
  <xsl:template match="ltx:bibitem/ltx:tags/ltx:tag[@role = 'refnum']">
    <span class="ltx_tag ltx_tag_bibitem">[<xsl:value-of select="../ltx:tag[@role = 'number']"/>]</span>
  </xsl:template>

  <xsl:template match="/" mode="head-css">
    <link rel="stylesheet" href="page.css"/>
    <script src="page.js" defer="defer"></script>
    <xsl:if test="$RECOMPUTES">
      <script src="recompute/machine.js" defer="defer"></script>
      <script src="recompute/live.js" defer="defer"></script>
    </xsl:if>
  </xsl:template>
  <xsl:template match="/" mode="body-begin">
    <a class="skip" href="#text">Skip to the text</a>
  </xsl:template>
  <xsl:template match="/" mode="body-content">
    <main id="text"><xsl:apply-templates/></main>
  </xsl:template>
  <xsl:template match="/" mode="footer">
    <footer>Made by the programs of the thesis from the source of its <a href="{$NAME}.pdf">PDF</a>.
      Text and figures: CC BY 4.0; programs: MIT license.</footer>
  </xsl:template>
</xsl:stylesheet>
